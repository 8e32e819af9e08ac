import { createDynamoDbAuditEntries } from '../../shared/adapters/dynamodb/audit-entries.ts';
import { createStatementSigner } from '../../shared/adapters/jws/statement-signer.ts';
import { verifyStatement } from '../../shared/adapters/jws/verify-statement.ts';
import { createS3AuditCheckpoints } from '../../shared/adapters/s3/audit-checkpoints.ts';
import { createS3PublicKeys } from '../../shared/adapters/s3/public-keys.ts';
import { createSecrets } from '../../shared/adapters/secrets/create-secrets.ts';
import { CHECKPOINT_TYPE, parseCheckpoint } from '../../shared/audit/checkpoint.ts';
import { createDynamoDbClient, createS3Client } from '../../shared/runtime/aws-clients.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { createContainerMetrics } from '../../shared/runtime/container-metrics.ts';
import type { Logger } from '../../shared/runtime/log.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import type { AuditCheckpointsDependencies } from './app.ts';

/**
 * Wires the writer of audit checkpoints.
 *
 * @throws SettingsError that names every environment variable that is missing.
 */
export function createAuditCheckpointsDependencies(
  env: Readonly<Record<string, string | undefined>>,
  logger: Logger,
): AuditCheckpointsDependencies {
  const settings = readSettings(env, [
    'AWS_REGION',
    'REGISTRY_TABLE',
    'AUDIT_BUCKET',
    'SECRETS_FILE',
    'SIGNING_KEY_SECRET_ARN',
    'METRICS_NAMESPACE',
    'DYNAMODB_ENDPOINT',
    'S3_ENDPOINT',
  ]);
  const region = settings.AWS_REGION;
  const client = createDynamoDbClient({ region, endpoint: settings.DYNAMODB_ENDPOINT, profile: 'pipeline' });
  const s3 = createS3Client({ region, endpoint: settings.S3_ENDPOINT, profile: 'pipeline' });
  const bucket = { client: s3, bucket: settings.AUDIT_BUCKET };
  const secrets = createSecrets(settings);
  const keys = createS3PublicKeys(bucket);
  return {
    logger,
    metrics: createContainerMetrics(settings, 'audit-checkpoints'),
    clock: systemClock,
    entries: createDynamoDbAuditEntries({ client, tableName: settings.REGISTRY_TABLE }),
    checkpoints: createS3AuditCheckpoints(bucket),
    signer: createStatementSigner(() => secrets.signingKey()),
    keys,
    async open(statement) {
      const verified = await verifyStatement(statement, CHECKPOINT_TYPE, { keys: await keys.list() });
      return verified.kind === 'genuine' ? parseCheckpoint(verified.text) : undefined;
    },
  };
}
