import type { DeliveryChanges, Notice, NoticeRecord } from './notice.ts';

/** A notice as it is first stored: due at once, nothing tried yet. */
export function newNoticeRecord(notice: Notice): NoticeRecord {
  return {
    ...notice,
    delivery: 'pending',
    attempts: 0,
    nextAttemptAtMs: notice.createdAtMs,
    revision: 1,
  };
}

/** The record after a change, one revision on. */
export function changedRecord(record: NoticeRecord, changes: DeliveryChanges): NoticeRecord {
  return { ...record, ...changes, revision: record.revision + 1 };
}
