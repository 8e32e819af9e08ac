import { formatInstant } from '../contracts/time.ts';
import type { Notice } from './notice.ts';

/** The one kind of event that operators are sent. */
export const NOTICE_TYPE = 'denials.lifted';

/**
 * The body of a notice, the same at every attempt: these denials no longer hold, ask again. Why they do not, and under
 * which order they were, is not the operator's business (I6).
 */
export function noticePayload({
  noticeId,
  decisionIds,
  createdAtMs,
}: Pick<Notice, 'noticeId' | 'decisionIds' | 'createdAtMs'>): string {
  return JSON.stringify({
    type: NOTICE_TYPE,
    timestamp: formatInstant(createdAtMs),
    data: { noticeId, decisionIds },
  });
}
