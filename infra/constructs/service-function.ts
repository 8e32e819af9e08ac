import { fileURLToPath } from 'node:url';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { SettingName } from '../../shared/runtime/settings.ts';
import { BUNDLING } from './bundling.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The folders of `functions/` that are deployed as Lambda functions. */
export type FunctionFolder =
  | 'audit-checkpoints'
  | 'check-api'
  | 'deadlines'
  | 'filter-builder'
  | 'inquiry-api'
  | 'list-sync'
  | 'notices-api'
  | 'registry-api'
  | 'release-notices';

export interface ServiceFunctionProps {
  /** Folder below `functions/` whose `handler.ts` exports `handler`. */
  readonly folder: FunctionFolder;
  readonly description: string;
  readonly environment: Readonly<Partial<Record<SettingName, string>>>;
  readonly memorySizeMb: number;
  readonly timeout: Duration;
  /** So many containers are kept free for this function, and it never has more. */
  readonly reservedConcurrency?: number;
  /** Events that it is invoked with asynchronously are dropped at this age, and not repeated after a failure. */
  readonly dropEventsAfter?: Duration;
}

/**
 * A Lambda function as all of ours are: Node 24 on ARM, one ES module, traced, with a log group that forgets, and a
 * role that may do nothing but write its logs and traces until something is granted with `allow`.
 */
export class ServiceFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    const logGroup = new LogGroup(scope, `${id}Log`, {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // The role that CDK would make may write to every log group of the account.
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What the function ${id} may do`,
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    super(scope, id, {
      entry: `${ROOT}functions/${props.folder}/handler.ts`,
      projectRoot: ROOT,
      depsLockFilePath: `${ROOT}package-lock.json`,
      handler: 'handler',
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      bundling: BUNDLING,
      environment: { ...props.environment, NODE_OPTIONS: '--enable-source-maps' },
      memorySize: props.memorySizeMb,
      timeout: props.timeout,
      tracing: Tracing.ACTIVE,
      role,
      logGroup,
      awsSdkConnectionReuse: false,
      ...(props.reservedConcurrency === undefined
        ? {}
        : { reservedConcurrentExecutions: props.reservedConcurrency }),
      ...(props.dropEventsAfter === undefined
        ? {}
        : { maxEventAge: props.dropEventsAfter, retryAttempts: 0 }),
    });
  }

  /** Lets the function do exactly these actions on exactly these resources. */
  allow(actions: readonly string[], resources: readonly string[]): void {
    this.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
  }
}
