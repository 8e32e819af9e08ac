import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { hopOf } from '../../shared/adapters/sqs/hop-attributes.ts';
import {
  type Applied,
  type ApplyDependencies,
  applyChanges,
  type Consequences,
} from '../../shared/orders/apply.ts';
import type { QueuedChange } from '../../shared/orders/ports.ts';
import { readQueuedChange } from '../../shared/orders/queued-change.ts';
import { type Hop, inHop } from '../../shared/runtime/hop.ts';
import type { Logger } from '../../shared/runtime/log.ts';
import type { Metrics } from '../../shared/runtime/metrics.ts';
import { measureApplied } from './measure.ts';

export interface ListSyncDependencies extends ApplyDependencies {
  readonly logger: Logger;
  /** Nothing is measured without it. */
  readonly metrics?: Metrics;
}

/**
 * Consumes both lanes of list changes. Reports exactly the messages that must be delivered again (partial batch
 * response); one that cannot be read as a change never can be, and ends in the dead-letter queue after its deliveries.
 */
export function createListSyncHandler(
  deps: ListSyncDependencies,
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return async ({ Records }) => {
    const { readable, poison } = sort(Records);
    for (const { messageId, hop } of poison)
      inHop(hop, () => deps.logger.error('change.poison', { messageId }));

    const outcomes = await applyChanges(
      readable.map(({ queued }) => queued),
      { ...deps, consequences: eachInItsHop(readable, deps.consequences) },
    );
    for (const [index, { queued, hop }] of readable.entries())
      inHop(hop, () => log(queued, outcomes[index] as Applied, deps.logger));
    if (deps.metrics)
      measureApplied(
        readable.map(({ queued }) => queued),
        outcomes,
        deps.metrics,
      );
    const failed = readable.filter((_, index) => outcomes[index]?.kind === 'failed');
    return {
      batchItemFailures: [...poison, ...failed].map(({ messageId }) => ({ itemIdentifier: messageId })),
    };
  };
}

interface Message {
  readonly messageId: string;
  readonly hop: Hop;
}

interface Readable extends Message {
  readonly queued: QueuedChange;
}

function sort(records: readonly SQSRecord[]): { readable: Readable[]; poison: Message[] } {
  const readable: Readable[] = [];
  const poison: Message[] = [];
  for (const record of records) {
    const message = { messageId: record.messageId, hop: hopOf(record) };
    const queued = readQueuedChange(record.body);
    if (queued) readable.push({ ...message, queued });
    else poison.push(message);
  }
  return { readable, poison };
}

/** A batch is applied together, but the notices of each change belong to the trace of its own message. */
function eachInItsHop(messages: readonly Readable[], consequences: Consequences): Consequences {
  const hops = new Map(messages.map(({ queued, hop }) => [queued.change.changeId, hop]));
  return (order, changeId, ...rest) => {
    const work = () => consequences(order, changeId, ...rest);
    const hop = hops.get(changeId);
    return hop ? inHop(hop, work) : work();
  };
}

function log({ change }: QueuedChange, outcome: Applied, logger: Logger): void {
  const { changeId, orderId, version } = change;
  const fields = { changeId, orderId, version };
  switch (outcome.kind) {
    case 'applied':
      logger.info('change.applied', { ...fields, effectiveAtMs: outcome.effectiveAtMs });
      break;
    case 'superseded':
      logger.info('change.superseded', fields);
      break;
    case 'rejected':
      logger.warn('change.rejected', { ...fields, pointer: outcome.problem.pointer });
      break;
    case 'failed':
      logger.error('change.failed', { ...fields, error: outcome.error });
      break;
  }
}
