import { randomBytes, randomUUID } from 'node:crypto';
import { createDynamoDbAuditEntries } from '../../shared/adapters/dynamodb/audit-entries.ts';
import { createDynamoDbNotices } from '../../shared/adapters/dynamodb/notices.ts';
import { createDynamoDbWebhookEndpoints } from '../../shared/adapters/dynamodb/webhook-endpoints.ts';
import { createTokenVerifier } from '../../shared/adapters/http/bearer-auth.ts';
import { createRemoteKeys } from '../../shared/adapters/http/remote-keys.ts';
import { createSecrets } from '../../shared/adapters/secrets/create-secrets.ts';
import { createDocumentCipher } from '../../shared/adapters/secrets/document-cipher.ts';
import { createSqsNoticeQueue } from '../../shared/adapters/sqs/notice-queue.ts';
import { createContainerAuditTrail } from '../../shared/runtime/audit-trail.ts';
import { createDynamoDbClient, createSqsClient } from '../../shared/runtime/aws-clients.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import type { Logger } from '../../shared/runtime/log.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
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
    'DYNAMODB_ENDPOINT',
    'SQS_ENDPOINT',
  ]);
  const region = settings.AWS_REGION;
  const client = createDynamoDbClient({ region, endpoint: settings.DYNAMODB_ENDPOINT, profile: 'pipeline' });
  const table = { client, tableName: settings.REGISTRY_TABLE };
  const secrets = createSecrets(settings);
  return {
    logger,
    newRequestId: randomUUID,
    clock: systemClock,
    secureBytes: randomBytes,
    verifier: createTokenVerifier({
      issuer: settings.TOKEN_ISSUER,
      audience: settings.TOKEN_AUDIENCE,
      keys: createRemoteKeys(settings.TOKEN_JWKS_URL),
      clock: systemClock,
    }),
    notices: createDynamoDbNotices(table),
    endpoints: createDynamoDbWebhookEndpoints(table),
    queue: createSqsNoticeQueue({
      client: createSqsClient({ region, endpoint: settings.SQS_ENDPOINT, profile: 'pipeline' }),
      queueUrl: settings.NOTICES_QUEUE_URL,
    }),
    cipher: createDocumentCipher(() => secrets.webhookKey()),
    audit: createContainerAuditTrail(createDynamoDbAuditEntries(table)),
    loopbackWebhooks: settings.LOOPBACK_WEBHOOKS,
  };
}
