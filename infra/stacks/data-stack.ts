import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { AccessLogsBucket } from '../constructs/access-logs-bucket.ts';
import { AuditBucket } from '../constructs/audit-bucket.ts';
import { EncryptionKey } from '../constructs/encryption-key.ts';
import { FIRST_KEY_VERSION, KeySecret } from '../constructs/key-secret.ts';
import { RegistryTable } from '../constructs/registry-table.ts';
import { SnapshotBucket } from '../constructs/snapshot-bucket.ts';
import { TOKEN_AUDIENCE, TokenIssuer } from '../constructs/token-issuer.ts';
import type { StageName, StageSettings } from '../stages.ts';
import type { ReplicaStack } from './replica-stack.ts';
import type { ServiceData } from './service-data.ts';

export interface DataStackProps extends StackProps {
  readonly settings: StageSettings;
  /** What waits in other regions for copies of what is here. */
  readonly replicas?: readonly ReplicaStack[];
}

/**
 * What must never be lost, and the keys that it is encrypted with. But for `dev`, everything in it is retained when the
 * stack is deleted, and the stack resists that.
 */
export class DataStack extends Stack implements ServiceData {
  readonly stageName: StageName;
  readonly settings: StageSettings;
  readonly isHome = true;
  readonly dataKey: EncryptionKey;
  readonly documentsKey: EncryptionKey;
  readonly secretsKey: EncryptionKey;
  readonly table: RegistryTable;
  readonly snapshots: SnapshotBucket;
  readonly audit: AuditBucket;
  readonly subjectKey: KeySecret;
  readonly subjectKeyVersion = FIRST_KEY_VERSION;
  readonly documentKey: KeySecret;
  readonly webhookKey: KeySecret;
  readonly signingKey: KeySecret;
  readonly tokenIssuer: TokenIssuer;

  constructor(scope: Construct, id: string, { settings, replicas = [], ...props }: DataStackProps) {
    super(scope, id, props);
    this.settings = settings;
    this.stageName = settings.stageName;
    const { removalPolicy, deletionProtection } = settings;
    // Three keys, so that who may read the register may not thereby open a secret or a document.
    const key = (keyId: string, description: string, multiRegion = false) =>
      new EncryptionKey(this, keyId, {
        description: `Consumption check: ${description}`,
        removalPolicy,
        multiRegion,
      });
    this.dataKey = key('DataEncryption', 'table, buckets and queues');
    this.documentsKey = key('DocumentEncryption', 'keys of order documents', replicas.length > 0);
    this.secretsKey = key('SecretEncryption', 'secrets');

    this.table = new RegistryTable(this, 'Registry', {
      encryptionKey: this.dataKey,
      removalPolicy,
      deletionProtection,
      ...(replicas.length > 0
        ? { replicas: replicas.map(({ region, dataKey }) => ({ region, encryptionKey: dataKey })) }
        : {}),
    });
    // By their ARNs: granting on the keys themselves would tie their stacks to this one, which needs them first.
    const keys = new Map(
      replicas.map(({ region, dataKey }) => [
        region,
        Key.fromKeyArn(this, `KeyIn-${region}`, dataKey.keyArn),
      ]),
    );
    const keyIn = ({ region }: ReplicaStack) => keys.get(region) as IKey;
    const accessLogs = new AccessLogsBucket(this, 'AccessLogs', removalPolicy);
    const bucket = { encryptionKey: this.dataKey, accessLogs, removalPolicy };
    this.snapshots = new SnapshotBucket(this, 'Snapshots', {
      ...bucket,
      ...(replicas.length > 0
        ? {
            copied: {
              to: replicas.map((replica) => ({ bucket: replica.snapshots, encryptionKey: keyIn(replica) })),
            },
          }
        : {}),
    });
    this.audit = new AuditBucket(this, 'Audit', {
      ...bucket,
      lock: settings.auditLock,
      copiedTo: replicas.map((replica) => ({ bucket: replica.audit, encryptionKey: keyIn(replica) })),
    });
    this.subjectKey = this.#secret('SubjectKey', 'the key of subject keys', replicas);
    this.documentKey = this.#secret('DocumentKey', 'the key of order documents', replicas);
    this.webhookKey = this.#secret('WebhookKey', "the key of webhooks' secrets", replicas);
    this.signingKey = this.#secret('SigningKey', 'the key that signs statements', replicas);
    this.tokenIssuer = new TokenIssuer(this, 'TokenIssuer', { removalPolicy, deletionProtection });
    this.#addOutputs();
  }

  #secret(id: string, what: string, replicas: readonly ReplicaStack[]): KeySecret {
    const secret = new KeySecret(this, id, {
      description: `Consumption check: ${what}`,
      encryptionKey: this.secretsKey as IKey,
      removalPolicy: this.settings.removalPolicy,
    });
    for (const { region, secretsKey } of replicas) secret.addReplicaRegion(region, secretsKey);
    return secret;
  }

  /** What the command that takes on clients needs, and where they then obtain tokens. */
  #addOutputs(): void {
    const { userPool, tokenUrl } = this.tokenIssuer;
    const outputs = {
      UserPoolId: [userPool.userPoolId, 'User pool of the machine clients'],
      ResourceServer: [TOKEN_AUDIENCE, 'Stands in front of each scope that a client asks for'],
      TokenUrl: [tokenUrl, 'Where clients obtain access tokens (OAuth 2.0 client credentials)'],
      RegistryTable: [this.table.tableName, 'Name of the register'],
    } as const;
    for (const [id, [value, description]] of Object.entries(outputs))
      new CfnOutput(this, id, { value, description });
  }
}
