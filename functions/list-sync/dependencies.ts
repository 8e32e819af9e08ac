import { createDynamoDbChangeLog } from '../../shared/adapters/dynamodb/change-log.ts';
import { createDynamoDbInterceptions } from '../../shared/adapters/dynamodb/interceptions.ts';
import { createDynamoDbNotices } from '../../shared/adapters/dynamodb/notices.ts';
import { createDynamoDbOrders } from '../../shared/adapters/dynamodb/orders.ts';
import { createDynamoDbPointers } from '../../shared/adapters/dynamodb/pointers.ts';
import { createDynamoDbReceipts } from '../../shared/adapters/dynamodb/receipts.ts';
import { MAX_STALENESS_MS } from '../../shared/filter/follower.ts';
import { createDynamoDbClient } from '../../shared/runtime/aws-clients.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import type { Logger } from '../../shared/runtime/log.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import type { ListSyncDependencies } from './app.ts';

/**
 * Wires the consumer of list changes. It needs no secret: changes arrive with their keys made and their documents
 * sealed.
 *
 * @throws SettingsError that names every environment variable that is missing.
 */
export function createListSyncDependencies(
  env: Readonly<Record<string, string | undefined>>,
  logger: Logger,
): ListSyncDependencies {
  const settings = readSettings(env, ['AWS_REGION', 'REGISTRY_TABLE', 'DYNAMODB_ENDPOINT']);
  const client = createDynamoDbClient({
    region: settings.AWS_REGION,
    endpoint: settings.DYNAMODB_ENDPOINT,
    profile: 'pipeline',
  });
  const table = { client, tableName: settings.REGISTRY_TABLE };
  return {
    logger,
    clock: systemClock,
    maxStalenessMs: MAX_STALENESS_MS,
    orders: createDynamoDbOrders(table),
    pointers: createDynamoDbPointers(table),
    log: createDynamoDbChangeLog(table),
    receipts: createDynamoDbReceipts(table),
    interceptions: createDynamoDbInterceptions(table),
    notices: createDynamoDbNotices(table),
  };
}
