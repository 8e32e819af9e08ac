import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { FIRST_KEY_VERSION, KeySecret } from '../constructs/key-secret.ts';
import { RegistryTable } from '../constructs/registry-table.ts';
import { SnapshotBucket } from '../constructs/snapshot-bucket.ts';
import { TokenIssuer } from '../constructs/token-issuer.ts';

/** What must never be lost. Everything in it is retained when the stack is deleted, and the stack resists that. */
export class DataStack extends Stack {
  readonly table: RegistryTable;
  readonly snapshots: SnapshotBucket;
  /** Subject keys are made with it. */
  readonly subjectKey: KeySecret;
  /** Version of the subject key that listed keys are made with. The register accepts no other one. */
  readonly subjectKeyVersion = FIRST_KEY_VERSION;
  /** Order documents are encrypted with it. */
  readonly documentKey: KeySecret;
  readonly tokenIssuer: TokenIssuer;

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    this.table = new RegistryTable(this, 'Registry');
    this.snapshots = new SnapshotBucket(this, 'Snapshots');
    this.subjectKey = new KeySecret(this, 'SubjectKey', 'Consumption check: the key of subject keys');
    this.documentKey = new KeySecret(this, 'DocumentKey', 'Consumption check: the key of order documents');
    this.tokenIssuer = new TokenIssuer(this, 'TokenIssuer');
    new CfnOutput(this, 'TokenUrl', {
      value: this.tokenIssuer.tokenUrl,
      description: 'Where clients obtain access tokens (OAuth 2.0 client credentials)',
    });
  }
}
