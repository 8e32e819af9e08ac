import { createDynamoDbAuditEntries } from '../../shared/adapters/dynamodb/audit-entries.ts';
import { createDynamoDbNotices } from '../../shared/adapters/dynamodb/notices.ts';
import { createDynamoDbWebhookEndpoints } from '../../shared/adapters/dynamodb/webhook-endpoints.ts';
import { createWebhookSender } from '../../shared/adapters/http/webhook-sender.ts';
import { createSecrets } from '../../shared/adapters/secrets/create-secrets.ts';
import { createDocumentCipher } from '../../shared/adapters/secrets/document-cipher.ts';
import { createSqsNoticeDeadLetters, createSqsNoticeQueue } from '../../shared/adapters/sqs/notice-queue.ts';
import { EXCHANGE_LIMIT_MS } from '../../shared/notices/delivery/deliver.ts';
import { createContainerAuditTrail } from '../../shared/runtime/audit-trail.ts';
import { createDynamoDbClient, createSqsClient } from '../../shared/runtime/aws-clients.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { createContainerMetrics } from '../../shared/runtime/container-metrics.ts';
import type { Logger } from '../../shared/runtime/log.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import type { ReleaseNoticesDependencies } from './app.ts';

/**
 * Wires the delivery of notices. Of the secrets it needs the webhook key alone.
 *
 * @throws SettingsError that names every environment variable that is missing.
 */
export function createReleaseNoticesDependencies(
  env: Readonly<Record<string, string | undefined>>,
  logger: Logger,
): ReleaseNoticesDependencies {
  const settings = readSettings(env, [
    'AWS_REGION',
    'REGISTRY_TABLE',
    'NOTICES_QUEUE_URL',
    'NOTICES_DEAD_LETTERS_URL',
    'SECRETS_FILE',
    'WEBHOOK_KEY_SECRET_ARN',
    'LOOPBACK_WEBHOOKS',
    'METRICS_NAMESPACE',
    'DYNAMODB_ENDPOINT',
    'SQS_ENDPOINT',
  ]);
  const region = settings.AWS_REGION;
  const client = createDynamoDbClient({ region, endpoint: settings.DYNAMODB_ENDPOINT, profile: 'pipeline' });
  const table = { client, tableName: settings.REGISTRY_TABLE };
  const sqs = createSqsClient({ region, endpoint: settings.SQS_ENDPOINT, profile: 'pipeline' });
  const secrets = createSecrets(settings);
  const shared = {
    notices: createDynamoDbNotices(table),
    endpoints: createDynamoDbWebhookEndpoints(table),
    queue: createSqsNoticeQueue({ client: sqs, queueUrl: settings.NOTICES_QUEUE_URL }),
    clock: systemClock,
  };
  return {
    logger,
    metrics: createContainerMetrics(settings, 'release-notices'),
    sweep: shared,
    delivery: {
      ...shared,
      deadLetters: createSqsNoticeDeadLetters({ client: sqs, queueUrl: settings.NOTICES_DEAD_LETTERS_URL }),
      cipher: createDocumentCipher(() => secrets.webhookKey()),
      sender: createWebhookSender({ loopback: settings.LOOPBACK_WEBHOOKS, limitMs: EXCHANGE_LIMIT_MS }),
      audit: createContainerAuditTrail(createDynamoDbAuditEntries(table)),
      random: Math.random,
    },
  };
}
