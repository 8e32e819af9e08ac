import { fileURLToPath } from 'node:url';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Alias, Architecture, type IFunction, type IVersion, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { DOCUMENT_KEYS_ARE_FOR } from '../../shared/adapters/kms/key-wrapper.ts';
import type { SettingName } from '../../shared/runtime/settings.ts';
import type { DeployedFunction, StageSettings } from '../stages.ts';
import { type Asset, bundlingWith } from './bundling.ts';
import { rollbackAlarms } from './function-alarms.ts';
import { Rollouts } from './rollouts.ts';
import { metricsNamespace } from './service-metrics.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The alias that everything invokes. It names a version, so a deployment can be taken back. */
export const LIVE = 'live';

/** The folders of `functions/` that are deployed as Lambda functions. */
export type FunctionFolder = Exclude<DeployedFunction, 'impositions' | 'releases'> | 'list-sync';

/** What CloudWatch counts of these by itself is all there is to know. */
const UNMEASURED: readonly FunctionFolder[] = ['authorizer', 'docs', 'key-rotation'];

/** The services that encrypt with our keys on behalf of a function. */
type EncryptingService = 'dynamodb' | 's3' | 'secretsmanager' | 'sqs';

type KeyAction = 'Decrypt' | 'DescribeKey' | 'Encrypt' | 'GenerateDataKey' | 'ReEncryptFrom' | 'ReEncryptTo';

/** A secret and the key that it is encrypted with. */
export interface SecretAccess {
  readonly secretArn: string;
  readonly encryptionKey?: IKey | undefined;
}

export interface ServiceFunctionProps {
  /** Folder below `functions/` whose `handler.ts` exports `handler`. */
  readonly folder: FunctionFolder;
  /** Name in the settings of the stage, where it is not that of the folder. */
  readonly as?: DeployedFunction;
  readonly settings: StageSettings;
  readonly description: string;
  readonly environment: Readonly<Partial<Record<SettingName, string>>>;
  readonly memorySizeMb: number;
  readonly timeout: Duration;
  /** Events that it is invoked with asynchronously are dropped at this age, and not repeated after a failure. */
  readonly dropEventsAfter?: Duration;
  /** While a new version takes over, it is taken back if one invocation in a hundred takes longer. */
  readonly slowAfter?: Duration;
  /** Files that lie beside the bundle. */
  readonly assets?: readonly Asset[];
}

/**
 * A Lambda function as all of ours are: Node 24 on ARM, one ES module, traced, with a log group that forgets, behind an
 * alias that new versions take over gradually, and with a role that may do nothing but write its logs and traces until
 * something is granted with `allow` and its kin.
 */
export class ServiceFunction extends NodejsFunction {
  /** What is invoked: events, schedules and the gateway go here, never to the function itself. */
  readonly live: IFunction;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    const { settings } = props;
    const { reserved, provisioned } = settings.concurrency[props.as ?? nameOf(props.folder)] ?? {};
    const logGroup = new LogGroup(scope, `${id}Log`, {
      retention: settings.logRetention,
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
      bundling: bundlingWith(props.assets),
      environment: {
        ...props.environment,
        ...(UNMEASURED.includes(props.folder)
          ? {}
          : { METRICS_NAMESPACE: metricsNamespace(settings.stageName) }),
        NODE_OPTIONS: '--enable-source-maps',
      },
      memorySize: props.memorySizeMb,
      timeout: props.timeout,
      tracing: Tracing.ACTIVE,
      role,
      logGroup,
      awsSdkConnectionReuse: false,
      ...(reserved === undefined ? {} : { reservedConcurrentExecutions: reserved }),
    });
    const alias = new Alias(this, 'Live', {
      aliasName: LIVE,
      version: this.currentVersion as IVersion,
      ...(provisioned === undefined ? {} : { provisionedConcurrentExecutions: provisioned }),
      ...(props.dropEventsAfter === undefined
        ? {}
        : { maxEventAge: props.dropEventsAfter, retryAttempts: 0 }),
    });
    this.live = alias as IFunction;
    const { slowAfter } = props;
    const alarms = rollbackAlarms(this, id, { alias: this.live, ...(slowAfter ? { slowAfter } : {}) });
    Rollouts.of(this).add(alias, LIVE, settings.rollout, alarms);
  }

  /** Lets the function do exactly these actions on exactly these resources. */
  allow(actions: readonly string[], resources: readonly string[]): void {
    this.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
  }

  /** Lets the function read these secrets and no other one that the same key encrypts. */
  readSecrets(...secrets: readonly SecretAccess[]): void {
    this.allow(
      ['secretsmanager:GetSecretValue'],
      secrets.map(({ secretArn }) => secretArn),
    );
    for (const { secretArn, encryptionKey } of secrets)
      if (encryptionKey)
        this.useKey(encryptionKey, ['Decrypt'], 'secretsmanager', {
          'kms:EncryptionContext:SecretARN': secretArn,
        });
  }

  sendTo(...queues: readonly IQueue[]): void {
    this.allow(
      ['sqs:SendMessage'],
      queues.map(({ queueArn }) => queueArn),
    );
    const [key] = queues.flatMap(({ encryptionMasterKey }) => encryptionMasterKey ?? []);
    if (key) this.useKey(key, ['Decrypt', 'GenerateDataKey'], 'sqs');
  }

  /** Lets the function itself make or open keys of order documents, which are bound to that purpose, and no other keys. */
  useDocumentsKey(key: IKey, actions: readonly ('Decrypt' | 'GenerateDataKey')[]): void {
    const purpose = Object.entries(DOCUMENT_KEYS_ARE_FOR).map(([name, value]) => [
      `kms:EncryptionContext:${name}`,
      value,
    ]);
    this.addToRolePolicy(
      new PolicyStatement({
        actions: actions.map((action) => `kms:${action}`),
        resources: [key.keyArn],
        conditions: { StringEquals: Object.fromEntries(purpose) },
      }),
    );
  }

  /** Lets the function use a key, through the service that encrypts with it and in no other way. */
  useKey(
    key: IKey,
    actions: readonly KeyAction[],
    service: EncryptingService,
    conditions: Readonly<Record<string, string>> = {},
  ): void {
    this.addToRolePolicy(
      new PolicyStatement({
        actions: actions.map((action) => `kms:${action}`),
        resources: [key.keyArn],
        conditions: {
          StringEquals: { 'kms:ViaService': `${service}.${this.stack.region}.amazonaws.com`, ...conditions },
        },
      }),
    );
  }
}

function nameOf(folder: FunctionFolder): DeployedFunction {
  if (folder === 'list-sync') throw new Error('list-sync is deployed by lane: say as which one');
  return folder;
}
