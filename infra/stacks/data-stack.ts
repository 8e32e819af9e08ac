import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AuditBucket } from '../constructs/audit-bucket.ts';
import { FIRST_KEY_VERSION, KeySecret } from '../constructs/key-secret.ts';
import { RegistryTable } from '../constructs/registry-table.ts';
import { SnapshotBucket } from '../constructs/snapshot-bucket.ts';
import { TokenIssuer } from '../constructs/token-issuer.ts';

/** What must never be lost. Everything in it is retained when the stack is deleted, and the stack resists that. */
export class DataStack extends Stack {
  readonly table: RegistryTable;
  readonly snapshots: SnapshotBucket;
  readonly audit: AuditBucket;
  /** Subject keys are made with it. */
  readonly subjectKey: KeySecret;
  /** Version of the subject key that listed keys are made with. The register accepts no other one. */
  readonly subjectKeyVersion = FIRST_KEY_VERSION;
  /** Order documents are encrypted with it. */
  readonly documentKey: KeySecret;
  /** The secrets of operators' webhooks are encrypted with it. */
  readonly webhookKey: KeySecret;
  /** Attestations and checkpoints of the audit are signed with it. */
  readonly signingKey: KeySecret;
  readonly tokenIssuer: TokenIssuer;

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    this.table = new RegistryTable(this, 'Registry');
    this.snapshots = new SnapshotBucket(this, 'Snapshots');
    this.audit = new AuditBucket(this, 'Audit');
    this.subjectKey = new KeySecret(this, 'SubjectKey', 'Consumption check: the key of subject keys');
    this.documentKey = new KeySecret(this, 'DocumentKey', 'Consumption check: the key of order documents');
    this.webhookKey = new KeySecret(this, 'WebhookKey', "Consumption check: the key of webhooks' secrets");
    this.signingKey = new KeySecret(this, 'SigningKey', 'Consumption check: the key that signs statements');
    this.tokenIssuer = new TokenIssuer(this, 'TokenIssuer');
    new CfnOutput(this, 'TokenUrl', {
      value: this.tokenIssuer.tokenUrl,
      description: 'Where clients obtain access tokens (OAuth 2.0 client credentials)',
    });
  }
}
