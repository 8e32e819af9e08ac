import { createDynamoDbAllowances } from '../../shared/adapters/dynamodb/allowances.ts';
import { createDynamoDbAuditEntries } from '../../shared/adapters/dynamodb/audit-entries.ts';
import { createDynamoDbChangeLog } from '../../shared/adapters/dynamodb/change-log.ts';
import { createDynamoDbDeadlines } from '../../shared/adapters/dynamodb/deadlines.ts';
import { createDynamoDbInterceptions } from '../../shared/adapters/dynamodb/interceptions.ts';
import { createDynamoDbNotices } from '../../shared/adapters/dynamodb/notices.ts';
import { createDynamoDbObjections } from '../../shared/adapters/dynamodb/objections.ts';
import { createDynamoDbOrders } from '../../shared/adapters/dynamodb/orders.ts';
import { createDynamoDbPointers } from '../../shared/adapters/dynamodb/pointers.ts';
import { createDynamoDbReceipts } from '../../shared/adapters/dynamodb/receipts.ts';
import { createDynamoDbRetention } from '../../shared/adapters/dynamodb/retention.ts';
import { createSqsNoticeQueue } from '../../shared/adapters/sqs/notice-queue.ts';
import { createConsequences } from '../../shared/due-process/consequences.ts';
import { createWorkingDays } from '../../shared/due-process/working-days.ts';
import { MAX_STALENESS_MS } from '../../shared/filter/follower.ts';
import { announcing } from '../../shared/notices/announce.ts';
import { createContainerAuditTrail } from '../../shared/runtime/audit-trail.ts';
import { createDynamoDbClient, createSqsClient } from '../../shared/runtime/aws-clients.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { createContainerCoverage } from '../../shared/runtime/container-keys.ts';
import { createContainerMetrics } from '../../shared/runtime/container-metrics.ts';
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
  const settings = readSettings(env, [
    'AWS_REGION',
    'REGISTRY_TABLE',
    'NOTICES_QUEUE_URL',
    'METRICS_NAMESPACE',
    'DYNAMODB_ENDPOINT',
    'SQS_ENDPOINT',
  ]);
  const region = settings.AWS_REGION;
  const client = createDynamoDbClient({ region, endpoint: settings.DYNAMODB_ENDPOINT, profile: 'pipeline' });
  const table = { client, tableName: settings.REGISTRY_TABLE };
  const queue = createSqsNoticeQueue({
    client: createSqsClient({ region, endpoint: settings.SQS_ENDPOINT, profile: 'pipeline' }),
    queueUrl: settings.NOTICES_QUEUE_URL,
  });
  const orders = createDynamoDbOrders(table);
  return {
    logger,
    metrics: createContainerMetrics(settings, 'list-sync'),
    clock: systemClock,
    maxStalenessMs: MAX_STALENESS_MS,
    required: createContainerCoverage(table, logger),
    orders,
    pointers: createDynamoDbPointers(table),
    log: createDynamoDbChangeLog(table),
    receipts: createDynamoDbReceipts(table),
    consequences: createConsequences({
      clock: systemClock,
      orders,
      interceptions: createDynamoDbInterceptions(table),
      allowances: createDynamoDbAllowances(table),
      notices: announcing(createDynamoDbNotices(table), queue),
      deadlines: createDynamoDbDeadlines(table),
      objections: createDynamoDbObjections(table),
      audit: createContainerAuditTrail(createDynamoDbAuditEntries(table)),
      workingDays: createWorkingDays(),
      retention: createDynamoDbRetention(table),
    }),
  };
}
