import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { RegisterAccess } from '../constructs/registry-table.ts';
import type { SecretAccess } from '../constructs/service-function.ts';
import type { StageName, StageSettings } from '../stages.ts';

/**
 * What the functions of one region work with. The data stack is that for the home region, `RegionalData` for each
 * other one.
 */
export interface ServiceData {
  readonly stageName: StageName;
  readonly settings: StageSettings;
  /** Whether schedules run here. With several regions, in the home region only. */
  readonly isHome: boolean;
  readonly table: RegisterAccess;
  readonly snapshots: Bucket;
  readonly audit: Bucket;
  /** Table, buckets and queues of this region are encrypted with it. */
  readonly dataKey: IKey;
  /** Secrets of this region are encrypted with it. */
  readonly secretsKey: IKey;
  /** The keys of order documents are wrapped with it (envelope encryption). */
  readonly documentsKey: IKey;
  /** Subject keys are made with it. */
  readonly subjectKey: SecretAccess;
  /** Version of the subject key that listed keys are made with. The register accepts no other one. */
  readonly subjectKeyVersion: string;
  /** Order documents are encrypted with it. */
  readonly documentKey: SecretAccess;
  /** The secrets of operators' webhooks are encrypted with it. */
  readonly webhookKey: SecretAccess;
  /** Attestations and checkpoints of the audit are signed with it. */
  readonly signingKey: SecretAccess;
  readonly tokenIssuer: { readonly issuer: string; readonly jwksUrl: string; readonly tokenUrl: string };
}
