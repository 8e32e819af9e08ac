import { type App, type Environment, type StackProps, Tags } from 'aws-cdk-lib';
import { checkSettings, STAGE_NAMES, STAGES, type StageSettings } from '../stages.ts';
import { ApiStack } from './api-stack.ts';
import { DataStack } from './data-stack.ts';
import { type DeploymentContext, readDeploymentContext } from './deployment-context.ts';
import { ObservabilityStack } from './observability-stack.ts';
import { PipelinesStack } from './pipelines-stack.ts';
import { RegionalDataStack } from './regional-data-stack.ts';
import { ReplicaStack } from './replica-stack.ts';
import type { ServiceData } from './service-data.ts';

/** What works in one region. */
export interface RegionStacks {
  readonly pipelines: PipelinesStack;
  readonly api: ApiStack;
  readonly observability: ObservabilityStack;
}

/** One stage: its data, and what works with it at home and in other regions. */
export interface StageStacks extends RegionStacks {
  readonly data: DataStack;
  readonly elsewhere: readonly RegionStacks[];
}

/**
 * The stages that the context names: the one of `-c stage=…`, or all.
 *
 * @throws DeploymentContextError or StageError if what was chosen cannot be deployed.
 */
export function createStages(app: App): readonly StageStacks[] {
  const context = readDeploymentContext(app.node);
  const names = context.stage ? [context.stage] : STAGE_NAMES;
  return names.map((name) => createStage(app, STAGES[name], context));
}

/**
 * One stage of the service, as stacks divided by how long their contents live: what must never be lost, what works
 * through queues and schedules, what answers requests, what watches. With one region it is bound to no account and no
 * region unless the context says so: whoever deploys decides.
 */
export function createStage(app: App, chosen: StageSettings, context: DeploymentContext = {}): StageStacks {
  const settings = checkSettings(chosen);
  const { stageName } = settings;
  const stackId = (part: string) => `ConsumptionCheck-${stageName}-${part}`;
  const [home = context.region, ...others] = settings.multiRegion?.regions ?? [];
  const common = {
    terminationProtection: settings.deletionProtection,
    ...(others.length > 0 ? { crossRegionReferences: true } : {}),
  };
  const inRegion = (region: string | undefined): StackProps => ({
    ...common,
    env: environment(context, region),
  });

  const replicas = others.map(
    (region) =>
      new ReplicaStack(app, stackId(`Replica-${region}`), {
        ...inRegion(region),
        description: 'Consumption check: keys and copies of buckets in another region',
        settings,
      }),
  );
  const data = new DataStack(app, stackId('Data'), {
    ...inRegion(home),
    description:
      'Consumption check: the register, its keys and secrets, filter snapshots, audit checkpoints and the token issuer',
    settings,
    replicas,
  });
  const work = (dataHere: ServiceData, region: string | undefined, suffix = ''): RegionStacks => {
    const pipelines = new PipelinesStack(app, stackId(`Pipelines${suffix}`), {
      ...inRegion(region),
      terminationProtection: false,
      description:
        'Consumption check: queues of list changes and notices, their consumers, and what runs on a schedule',
      data: dataHere,
    });
    const api = new ApiStack(app, stackId(`Api${suffix}`), {
      ...inRegion(region),
      terminationProtection: false,
      description: 'Consumption check: the HTTP APIs for operators, courts and people',
      data: dataHere,
      lanes: pipelines.lanes,
      notices: pipelines.notices.queue,
      inquiryUrl: context.inquiryUrl,
    });
    const observability = new ObservabilityStack(app, stackId(`Observability${suffix}`), {
      ...inRegion(region),
      terminationProtection: false,
      description: 'Consumption check: dashboards, alarms, and the canary',
      data: dataHere,
      pipelines,
      api,
      tokenUrl: data.tokenIssuer.tokenUrl,
    });
    return { pipelines, api, observability };
  };
  const atHome = work(data, home);
  const elsewhere = replicas.map((replica) => {
    const regional = new RegionalDataStack(app, stackId(`Data-${replica.region}`), {
      ...inRegion(replica.region),
      description: 'Consumption check: what the functions of another region than home work with',
      home: data,
      replica,
    });
    return work(regional, replica.region, `-${replica.region}`);
  });
  Tags.of(app).add('service', 'consumption-check');
  for (const stack of [data, atHome.pipelines, atHome.api, atHome.observability])
    Tags.of(stack).add('stage', stageName);
  return { data, ...atHome, elsewhere };
}

function environment({ account }: DeploymentContext, region: string | undefined): Environment {
  return { ...(account ? { account } : {}), ...(region ? { region } : {}) };
}
