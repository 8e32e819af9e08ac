import { createDynamoDbAuditEntries } from '../../shared/adapters/dynamodb/audit-entries.ts';
import { createDynamoDbInterceptions } from '../../shared/adapters/dynamodb/interceptions.ts';
import { createDynamoDbOrders } from '../../shared/adapters/dynamodb/orders.ts';
import { createDynamoDbPointers } from '../../shared/adapters/dynamodb/pointers.ts';
import { createDynamoDbReceipts } from '../../shared/adapters/dynamodb/receipts.ts';
import { createDynamoDbRetention } from '../../shared/adapters/dynamodb/retention.ts';
import { createOrderDocuments } from '../../shared/adapters/kms/order-documents.ts';
import { createSecrets } from '../../shared/adapters/secrets/create-secrets.ts';
import { createSqsChangeQueue } from '../../shared/adapters/sqs/change-queue.ts';
import { derivedFrom } from '../../shared/key-rotation/kept-keys.ts';
import { versionMakersOf } from '../../shared/key-rotation/makers.ts';
import { createContentDigester } from '../../shared/orders/content-digest.ts';
import { createContainerAuditTrail } from '../../shared/runtime/audit-trail.ts';
import { createDynamoDbClient, createSqsClient } from '../../shared/runtime/aws-clients.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { createContainerKeys } from '../../shared/runtime/container-keys.ts';
import type { Logger } from '../../shared/runtime/log.ts';
import { readSettings, SettingsError } from '../../shared/runtime/settings.ts';
import type { KeeperDependencies } from '../../shared/sandbox/keeper.ts';
import type { SandboxDependencies } from './app.ts';

/**
 * Wires the keeper of the sandbox. It takes changes in as the registry API does, with the same secrets and queues.
 *
 * @throws SettingsError where there is no sandbox, as in production; or that names every environment variable that is
 *   missing.
 */
export function createSandboxDependencies(
  env: Readonly<Record<string, string | undefined>>,
  logger: Logger,
): SandboxDependencies {
  const settings = readSettings(env, [
    'SANDBOX',
    'AWS_REGION',
    'REGISTRY_TABLE',
    'IMPOSITIONS_QUEUE_URL',
    'RELEASES_QUEUE_URL',
    'SECRETS_FILE',
    'SUBJECT_KEY_SECRET_ARN',
    'DOCUMENT_KEY_SECRET_ARN',
    'DOCUMENT_KMS_KEY_ARN',
    'DYNAMODB_ENDPOINT',
    'SQS_ENDPOINT',
  ]);
  if (settings.SANDBOX !== 'on') throw new SettingsError('There is no sandbox here: SANDBOX is not "on"');
  const region = settings.AWS_REGION;
  const client = createDynamoDbClient({ region, endpoint: settings.DYNAMODB_ENDPOINT, profile: 'pipeline' });
  const table = { client, tableName: settings.REGISTRY_TABLE };
  const secrets = createSecrets(settings);
  const { cipher } = createOrderDocuments(settings, secrets, 'pipeline', systemClock);
  const keys = createContainerKeys({ secrets, table, logger, use: 'intake' });
  const orders = createDynamoDbOrders(table);
  const receipts = createDynamoDbReceipts(table);
  const audit = createContainerAuditTrail(createDynamoDbAuditEntries(table));
  const queue = createSqsChangeQueue({
    client: createSqsClient({ region, endpoint: settings.SQS_ENDPOINT, profile: 'pipeline' }),
    queueUrls: { impositions: settings.IMPOSITIONS_QUEUE_URL, releases: settings.RELEASES_QUEUE_URL },
  });
  return {
    logger,
    keeper: derivedFrom(
      keys,
      (known): KeeperDependencies => ({
        clock: systemClock,
        pointers: createDynamoDbPointers(table),
        orders,
        interceptions: createDynamoDbInterceptions(table),
        retention: createDynamoDbRetention(table),
        audit,
        intake: {
          ...versionMakersOf(known),
          clock: systemClock,
          digester: createContentDigester(known.digests),
          cipher,
          receipts,
          orders,
          queue,
        },
      }),
    ),
  };
}
