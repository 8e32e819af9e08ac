import { type App, Tags } from 'aws-cdk-lib';
import { ApiStack } from './api-stack.ts';
import { DataStack } from './data-stack.ts';
import { readDeploymentContext } from './deployment-context.ts';
import { PipelinesStack } from './pipelines-stack.ts';

export interface Stacks {
  readonly data: DataStack;
  readonly pipelines: PipelinesStack;
  readonly api: ApiStack;
}

/**
 * The service as three stacks, divided by how long their contents live: what must never be lost, what works through
 * queues and schedules, what answers requests. Bound to no account and no region: whoever deploys decides.
 *
 * @throws DeploymentContextError if what `cdk.json` or `-c` says about clients or URLs cannot be used.
 */
export function createStacks(app: App): Stacks {
  const context = readDeploymentContext(app.node);
  const data = new DataStack(app, 'ConsumptionCheckData', {
    description:
      'Consumption check: the register, its secrets, filter snapshots, audit checkpoints and the token issuer',
    terminationProtection: true,
  });
  const pipelines = new PipelinesStack(app, 'ConsumptionCheckPipelines', {
    description:
      'Consumption check: queues of list changes and notices, their consumers, and what runs on a schedule',
    data,
  });
  const api = new ApiStack(app, 'ConsumptionCheckApi', {
    description: 'Consumption check: the HTTP API for operators, courts and people',
    data,
    lanes: pipelines.lanes,
    notices: pipelines.notices.queue,
    context,
  });
  Tags.of(app).add('service', 'consumption-check');
  return { data, pipelines, api };
}
