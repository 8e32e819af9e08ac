import type { NoticeRecord } from './notice.ts';
import { listsOf } from './notice-lists.ts';

/** What became of the notices of an order. */
export interface NoticeCounts {
  readonly created: number;
  /** A webhook took them. */
  readonly delivered: number;
  /** The operator said that it has taken them in, on whatever way it got them. */
  readonly acknowledged: number;
  /** Every attempt failed; they wait for a person. */
  readonly parked: number;
  /** How long the oldest that nobody acknowledged has been waiting; absent if there is none. */
  readonly oldestUnacknowledgedAgeMs?: number;
}

export function countNotices(notices: readonly NoticeRecord[], nowMs: number): NoticeCounts {
  const waiting = notices.filter((notice) => listsOf(notice).includes('unacknowledged'));
  const oldest = Math.min(...waiting.map(({ createdAtMs }) => createdAtMs));
  return {
    created: notices.length,
    delivered: notices.filter(({ delivery }) => delivery === 'delivered').length,
    acknowledged: notices.length - waiting.length,
    parked: notices.filter((notice) => listsOf(notice).includes('parked')).length,
    ...(waiting.length === 0 ? {} : { oldestUnacknowledgedAgeMs: Math.max(0, nowMs - oldest) }),
  };
}
