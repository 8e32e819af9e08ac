import { randomUUID } from 'node:crypto';
import { createDynamoDbActClaims } from '../../shared/adapters/dynamodb/act-claims.ts';
import { createDynamoDbAuditEntries } from '../../shared/adapters/dynamodb/audit-entries.ts';
import { createDynamoDbCourtMonths } from '../../shared/adapters/dynamodb/court-months.ts';
import { createDynamoDbDeadlines } from '../../shared/adapters/dynamodb/deadlines.ts';
import { createDynamoDbIdempotentRequests } from '../../shared/adapters/dynamodb/idempotent-requests.ts';
import { createDynamoDbInterceptions } from '../../shared/adapters/dynamodb/interceptions.ts';
import { createDynamoDbNotices } from '../../shared/adapters/dynamodb/notices.ts';
import { createDynamoDbObjections } from '../../shared/adapters/dynamodb/objections.ts';
import { createDynamoDbOrders } from '../../shared/adapters/dynamodb/orders.ts';
import { createDynamoDbReceipts } from '../../shared/adapters/dynamodb/receipts.ts';
import { createDynamoDbReminders } from '../../shared/adapters/dynamodb/reminders.ts';
import { createStatementSigner } from '../../shared/adapters/jws/statement-signer.ts';
import { createOrderDocuments } from '../../shared/adapters/kms/order-documents.ts';
import { createS3AuditCheckpoints } from '../../shared/adapters/s3/audit-checkpoints.ts';
import { createS3PublicKeys } from '../../shared/adapters/s3/public-keys.ts';
import { createSecrets } from '../../shared/adapters/secrets/create-secrets.ts';
import { createSqsChangeQueue } from '../../shared/adapters/sqs/change-queue.ts';
import { createWorkingDays } from '../../shared/due-process/working-days.ts';
import { createRequestDigester } from '../../shared/idempotency/request-digests.ts';
import { derivedFrom } from '../../shared/key-rotation/kept-keys.ts';
import { versionMakersOf } from '../../shared/key-rotation/makers.ts';
import { createContentDigester } from '../../shared/orders/content-digest.ts';
import type { IntakeDependencies } from '../../shared/orders/intake.ts';
import { createContainerAuditTrail } from '../../shared/runtime/audit-trail.ts';
import { createDynamoDbClient, createS3Client, createSqsClient } from '../../shared/runtime/aws-clients.ts';
import { createContainerClientLimiter } from '../../shared/runtime/client-limiter.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { createContainerKeys } from '../../shared/runtime/container-keys.ts';
import { createContainerMetrics } from '../../shared/runtime/container-metrics.ts';
import type { Logger } from '../../shared/runtime/log.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import { createContainerTokenVerifier } from '../../shared/runtime/token-verifier.ts';
import type { RegistryDependencies } from './app.ts';

/**
 * Wires the registry API.
 *
 * @throws SettingsError that names every environment variable that is missing.
 */
export function createRegistryDependencies(
  env: Readonly<Record<string, string | undefined>>,
  logger: Logger,
): RegistryDependencies {
  const settings = readSettings(env, [
    'AWS_REGION',
    'REGISTRY_TABLE',
    'IMPOSITIONS_QUEUE_URL',
    'RELEASES_QUEUE_URL',
    'SECRETS_FILE',
    'SUBJECT_KEY_SECRET_ARN',
    'DOCUMENT_KEY_SECRET_ARN',
    'DOCUMENT_KMS_KEY_ARN',
    'SIGNING_KEY_SECRET_ARN',
    'AUDIT_BUCKET',
    'TOKEN_ISSUER',
    'TOKEN_AUDIENCE',
    'TOKEN_JWKS_URL',
    'METRICS_NAMESPACE',
    'CLIENT_RATE_PER_SECOND',
    'CLIENT_BURST',
    'DYNAMODB_ENDPOINT',
    'SQS_ENDPOINT',
    'S3_ENDPOINT',
  ]);
  const region = settings.AWS_REGION;
  const client = createDynamoDbClient({ region, endpoint: settings.DYNAMODB_ENDPOINT, profile: 'pipeline' });
  const table = { client, tableName: settings.REGISTRY_TABLE };
  const secrets = createSecrets(settings);
  const { cipher } = createOrderDocuments(settings, secrets, 'pipeline', systemClock);
  const orders = createDynamoDbOrders(table);
  const receipts = createDynamoDbReceipts(table);
  const queue = createSqsChangeQueue({
    client: createSqsClient({ region, endpoint: settings.SQS_ENDPOINT, profile: 'pipeline' }),
    queueUrls: { impositions: settings.IMPOSITIONS_QUEUE_URL, releases: settings.RELEASES_QUEUE_URL },
  });

  const auditEntries = createDynamoDbAuditEntries(table);
  const auditBucket = {
    client: createS3Client({ region, endpoint: settings.S3_ENDPOINT, profile: 'pipeline' }),
    bucket: settings.AUDIT_BUCKET,
  };
  const keys = createContainerKeys({ secrets, table, logger, use: 'intake' });

  return {
    logger,
    metrics: createContainerMetrics(settings, 'registry-api'),
    newRequestId: randomUUID,
    verifier: createContainerTokenVerifier(settings, table),
    clock: systemClock,
    audit: createContainerAuditTrail(auditEntries),
    auditEntries,
    auditCheckpoints: createS3AuditCheckpoints(auditBucket),
    statementSigner: createStatementSigner(() => secrets.signingKey()),
    publicKeys: createS3PublicKeys(auditBucket),
    claims: createDynamoDbActClaims(table),
    deadlines: createDynamoDbDeadlines(table),
    objections: createDynamoDbObjections(table),
    reminders: createDynamoDbReminders(table),
    workingDays: createWorkingDays(),
    interceptions: createDynamoDbInterceptions(table),
    courtMonths: createDynamoDbCourtMonths(table),
    notices: createDynamoDbNotices(table),
    orders,
    receipts,
    cipher,
    limiter: createContainerClientLimiter('registry', settings, table, logger),
    idempotency: {
      store: createDynamoDbIdempotentRequests(table),
      cipher,
      clock: systemClock,
      newClaimId: randomUUID,
      onNotKept: (error) => logger.warn('idempotency.answer-not-kept', { error }),
      digester: derivedFrom(keys, ({ digests }) => createRequestDigester(digests)),
    },
    intake: derivedFrom(
      keys,
      (known): IntakeDependencies => ({
        ...versionMakersOf(known),
        clock: systemClock,
        digester: createContentDigester(known.digests),
        cipher,
        receipts,
        orders,
        queue,
      }),
    ),
  };
}
