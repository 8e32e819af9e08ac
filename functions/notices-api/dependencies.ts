import { randomBytes, randomUUID } from 'node:crypto';
import { createDynamoDbAuditEntries } from '../../shared/adapters/dynamodb/audit-entries.ts';
import { createDynamoDbIdempotentRequests } from '../../shared/adapters/dynamodb/idempotent-requests.ts';
import { createDynamoDbNotices } from '../../shared/adapters/dynamodb/notices.ts';
import { createDynamoDbWebhookEndpoints } from '../../shared/adapters/dynamodb/webhook-endpoints.ts';
import { createSecrets } from '../../shared/adapters/secrets/create-secrets.ts';
import { createDocumentCipher } from '../../shared/adapters/secrets/document-cipher.ts';
import { createSqsNoticeQueue } from '../../shared/adapters/sqs/notice-queue.ts';
import { createRequestDigester } from '../../shared/idempotency/request-digests.ts';
import { createContainerAuditTrail } from '../../shared/runtime/audit-trail.ts';
import { createDynamoDbClient, createSqsClient } from '../../shared/runtime/aws-clients.ts';
import { createContainerClientLimiter } from '../../shared/runtime/client-limiter.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { createContainerMetrics } from '../../shared/runtime/container-metrics.ts';
import type { Logger } from '../../shared/runtime/log.ts';
import { oncePerContainer } from '../../shared/runtime/once-per-container.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import { createContainerTokenVerifier } from '../../shared/runtime/token-verifier.ts';
import type { NoticesApiDependencies } from './app.ts';

/**
 * Wires the notices API. Of the secrets it needs the webhook key alone.
 *
 * @throws SettingsError that names every environment variable that is missing.
 */
export function createNoticesApiDependencies(
  env: Readonly<Record<string, string | undefined>>,
  logger: Logger,
): NoticesApiDependencies {
  const settings = readSettings(env, [
    'AWS_REGION',
    'REGISTRY_TABLE',
    'NOTICES_QUEUE_URL',
    'SECRETS_FILE',
    'WEBHOOK_KEY_SECRET_ARN',
    'LOOPBACK_WEBHOOKS',
    'TOKEN_ISSUER',
    'TOKEN_AUDIENCE',
    'TOKEN_JWKS_URL',
    'METRICS_NAMESPACE',
    'CLIENT_RATE_PER_SECOND',
    'CLIENT_BURST',
    'DYNAMODB_ENDPOINT',
    'SQS_ENDPOINT',
  ]);
  const region = settings.AWS_REGION;
  const client = createDynamoDbClient({ region, endpoint: settings.DYNAMODB_ENDPOINT, profile: 'pipeline' });
  const table = { client, tableName: settings.REGISTRY_TABLE };
  const secrets = createSecrets(settings);
  const cipher = createDocumentCipher(() => secrets.webhookKey());
  return {
    logger,
    metrics: createContainerMetrics(settings, 'notices-api'),
    newRequestId: randomUUID,
    clock: systemClock,
    secureBytes: randomBytes,
    verifier: createContainerTokenVerifier(settings, table),
    notices: createDynamoDbNotices(table),
    endpoints: createDynamoDbWebhookEndpoints(table),
    queue: createSqsNoticeQueue({
      client: createSqsClient({ region, endpoint: settings.SQS_ENDPOINT, profile: 'pipeline' }),
      queueUrl: settings.NOTICES_QUEUE_URL,
    }),
    cipher,
    limiter: createContainerClientLimiter('notices', settings, table, logger),
    idempotency: {
      store: createDynamoDbIdempotentRequests(table),
      cipher,
      clock: systemClock,
      newClaimId: randomUUID,
      onNotKept: (error) => logger.warn('idempotency.answer-not-kept', { error }),
      digester: oncePerContainer(async () => createRequestDigester(await secrets.webhookKey())),
    },
    audit: createContainerAuditTrail(createDynamoDbAuditEntries(table)),
    loopbackWebhooks: settings.LOOPBACK_WEBHOOKS,
  };
}
