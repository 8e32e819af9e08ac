import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type Applied, type ApplyDependencies, applyChanges } from '../../shared/orders/apply.ts';
import type { QueuedChange } from '../../shared/orders/ports.ts';
import { readQueuedChange } from '../../shared/orders/queued-change.ts';
import type { Logger } from '../../shared/runtime/log.ts';

export interface ListSyncDependencies extends ApplyDependencies {
  readonly logger: Logger;
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
    for (const { messageId } of poison) deps.logger.error('change.poison', { messageId });

    const outcomes = await applyChanges(
      readable.map(({ queued }) => queued),
      deps,
    );
    for (const [index, { queued }] of readable.entries())
      log(queued, outcomes[index] as Applied, deps.logger);
    const failed = readable.filter((_, index) => outcomes[index]?.kind === 'failed');
    return {
      batchItemFailures: [...poison, ...failed].map(({ messageId }) => ({ itemIdentifier: messageId })),
    };
  };
}

interface Readable {
  readonly messageId: string;
  readonly queued: QueuedChange;
}

function sort(records: readonly SQSRecord[]): { readable: Readable[]; poison: { messageId: string }[] } {
  const readable: Readable[] = [];
  const poison: { messageId: string }[] = [];
  for (const { messageId, body } of records) {
    const queued = readQueuedChange(body);
    if (queued) readable.push({ messageId, queued });
    else poison.push({ messageId });
  }
  return { readable, poison };
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
