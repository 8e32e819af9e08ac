import type { FollowerEvent } from '../../shared/filter/filter-view.ts';
import type { Logger } from '../../shared/runtime/log.ts';

/** What the follower went through, as log lines. */
export function logFollowerEvent(logger: Logger, event: FollowerEvent): void {
  switch (event.kind) {
    case 'snapshot-loaded':
      logger.info('filter.snapshot-loaded', {
        sequence: event.sequence,
        keys: event.keys,
        tookMs: event.tookMs,
      });
      return;
    case 'snapshot-refused':
      logger.error('filter.snapshot-refused', {
        reason: event.reason,
        detail: event.detail,
        error: event.cause,
      });
      return;
    case 'poll-failed':
      logger.warn('filter.poll-failed', { reason: event.reason, error: event.cause });
      return;
  }
}
