import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { hopOf } from '../../shared/adapters/sqs/hop-attributes.ts';
import {
  type DeliveryDependencies,
  type DeliveryOutcome,
  deliverNotice,
} from '../../shared/notices/delivery/deliver.ts';
import {
  type SweepDependencies,
  type SweepReport,
  sweepNotices,
} from '../../shared/notices/delivery/sweep.ts';
import { type NoticeMessage, readNoticeMessage } from '../../shared/notices/notice-message.ts';
import { currentHop, inHop } from '../../shared/runtime/hop.ts';
import type { Logger } from '../../shared/runtime/log.ts';
import type { Metrics } from '../../shared/runtime/metrics.ts';
import { traceForReceiver } from '../../shared/tracing/trace-context.ts';

export interface ReleaseNoticesDependencies {
  readonly logger: Logger;
  /** Nothing is measured without it. */
  readonly metrics?: Metrics;
  readonly delivery: DeliveryDependencies;
  readonly sweep: SweepDependencies;
}

/** A batch of the queue; or a schedule, whose event says nothing that matters here. */
export type ReleaseNoticesEvent = SQSEvent | { readonly Records?: undefined };

/** What a run of the sweep came to, without its faults, which are in the log. */
export type Swept = Pick<SweepReport, 'operators' | 'enqueued'>;

/**
 * Delivers the notices that a batch of messages speaks of, all at once since receivers may be slow, and reports exactly
 * the messages that must come again (partial batch response). Invoked by a schedule it sweeps instead.
 */
export function createReleaseNoticesHandler(
  deps: ReleaseNoticesDependencies,
): (event: ReleaseNoticesEvent) => Promise<SQSBatchResponse | Swept> {
  return async ({ Records }) => (Records ? await deliverAll(Records, deps) : await sweep(deps));
}

async function deliverAll(
  records: readonly SQSRecord[],
  deps: ReleaseNoticesDependencies,
): Promise<SQSBatchResponse> {
  const failed = await Promise.all(
    records.map(async (record) => {
      const { messageId, body } = record;
      return (await inHop(hopOf(record), () => deliver(messageId, body, deps))) ? [] : [messageId];
    }),
  );
  deps.metrics?.write();
  return { batchItemFailures: failed.flat().map((itemIdentifier) => ({ itemIdentifier })) };
}

/** @returns whether the message is done with. */
async function deliver(
  messageId: string,
  body: string,
  { delivery, logger, metrics }: ReleaseNoticesDependencies,
): Promise<boolean> {
  const message = readNoticeMessage(body);
  if (!message) {
    logger.error('notice.poison', { messageId });
    return false;
  }
  try {
    const outcome = await deliverNotice(message, delivery);
    log(message, outcome, logger);
    if (metrics) measure(outcome, metrics);
    return true;
  } catch (error) {
    logger.error('notice.failed', { noticeId: message.noticeId, operatorId: message.operatorId, error });
    return false;
  }
}

function log({ noticeId, operatorId }: NoticeMessage, outcome: DeliveryOutcome, logger: Logger): void {
  const hop = currentHop();
  const receiverTraceId = hop && traceForReceiver(hop.trace, noticeId).traceId;
  const fields = { noticeId, operatorId, receiverTraceId };
  switch (outcome.kind) {
    case 'delivered':
      logger.info('notice.delivered', { ...fields, attempts: outcome.attempts });
      break;
    case 'failed': {
      const { failure, nextAttemptAtMs } = outcome;
      logger.info('notice.attempt-failed', { ...fields, failure, nextAttemptAtMs });
      if (outcome.alarm === 'lost') logger.warn('notice.alarm-lost', fields);
      break;
    }
    case 'parked':
      logger.error('notice.parked', { ...fields, failure: outcome.failure });
      break;
    case 'endpoint-disabled':
      logger.error('notice.endpoint-disabled', fields);
      break;
    case 'unknown':
      logger.warn('notice.unknown', fields);
      break;
    case 'early':
      if (outcome.alarm === 'lost') logger.warn('notice.alarm-lost', fields);
      break;
    case 'nothing-to-do':
      break;
  }
}

function measure({ kind }: DeliveryOutcome, metrics: Metrics): void {
  if (kind === 'delivered') metrics.add('NoticesDelivered');
  else if (kind === 'parked') metrics.add('NoticesParked');
  if (kind === 'failed' || kind === 'parked') metrics.add('NoticeAttemptsFailed');
}

/** @throws the first fault, after every operator had its turn, so that the platform counts the run as failed. */
async function sweep({ sweep: ports, logger, metrics }: ReleaseNoticesDependencies): Promise<Swept> {
  const { operators, enqueued, oldestOverdueMs, faults } = await sweepNotices(ports);
  metrics?.level('NoticesOverdue', enqueued);
  metrics?.level('OldestOverdueNotice', oldestOverdueMs / 1_000);
  metrics?.write();
  for (const error of faults) logger.error('notice.sweep-failed', { error });
  if (enqueued > 0) logger.info('notice.swept', { operators, enqueued });
  if (faults.length > 0) throw faults[0];
  return { operators, enqueued };
}
