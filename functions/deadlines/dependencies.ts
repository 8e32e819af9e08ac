import { createDynamoDbAuditEntries } from '../../shared/adapters/dynamodb/audit-entries.ts';
import { createDynamoDbDeadlines } from '../../shared/adapters/dynamodb/deadlines.ts';
import { createDynamoDbDueCursor } from '../../shared/adapters/dynamodb/due-cursor.ts';
import { createDynamoDbInterceptions } from '../../shared/adapters/dynamodb/interceptions.ts';
import { createDynamoDbNotices } from '../../shared/adapters/dynamodb/notices.ts';
import { createDynamoDbObjections } from '../../shared/adapters/dynamodb/objections.ts';
import { createDynamoDbOrders } from '../../shared/adapters/dynamodb/orders.ts';
import { createDynamoDbReminders } from '../../shared/adapters/dynamodb/reminders.ts';
import { createDynamoDbRetention } from '../../shared/adapters/dynamodb/retention.ts';
import { createSqsNoticeQueue } from '../../shared/adapters/sqs/notice-queue.ts';
import { createWorkingDays } from '../../shared/due-process/working-days.ts';
import { announcing } from '../../shared/notices/announce.ts';
import { notifyEnd } from '../../shared/notices/notify-end.ts';
import { retainOrder } from '../../shared/retention/retain-order.ts';
import { createContainerAuditTrail } from '../../shared/runtime/audit-trail.ts';
import { createDynamoDbClient, createSqsClient } from '../../shared/runtime/aws-clients.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { createContainerMetrics } from '../../shared/runtime/container-metrics.ts';
import type { Logger } from '../../shared/runtime/log.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import type { DeadlinesDependencies } from './app.ts';

/** Well below the quarter of an hour until the next run, and the time that the platform gives a run. */
const BUDGET_MS = 5 * 60_000;
const PAGE_SIZE = 100;

/**
 * Wires the run through the clocks. It needs no secret.
 *
 * @throws SettingsError that names every environment variable that is missing.
 */
export function createDeadlinesDependencies(
  env: Readonly<Record<string, string | undefined>>,
  logger: Logger,
): DeadlinesDependencies {
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
  const notices = announcing(createDynamoDbNotices(table), queue);
  const interceptions = createDynamoDbInterceptions(table);
  const orders = createDynamoDbOrders(table);
  const retention = createDynamoDbRetention(table);
  return {
    logger,
    metrics: createContainerMetrics(settings, 'deadlines'),
    clock: systemClock,
    orders,
    objections: createDynamoDbObjections(table),
    deadlines: createDynamoDbDeadlines(table),
    cursor: createDynamoDbDueCursor(table),
    reminders: createDynamoDbReminders(table),
    audit: createContainerAuditTrail(createDynamoDbAuditEntries(table)),
    workingDays: createWorkingDays(),
    onPeriodEnded: (orderId) =>
      notifyEnd(orderId, 'order-expired', systemClock.wallMs(), { interceptions, notices }),
    onRetentionDue: (order, nowMs) => retainOrder(order, nowMs, { orders, retention }),
    budgetMs: BUDGET_MS,
    pageSize: PAGE_SIZE,
  };
}
