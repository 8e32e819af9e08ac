import { expect, test } from 'vitest';
import type { OperatorId } from '../../../shared/contracts/ids.ts';
import { countNotices } from '../../../shared/notices/count-notices.ts';
import type { NoticeRecord } from '../../../shared/notices/notice.ts';
import { newNoticeRecord } from '../../../shared/notices/notice-record.ts';
import { noticeTo } from './notice-world.ts';

const notice = (createdAtMs: number, more: Partial<NoticeRecord> = {}): NoticeRecord => ({
  ...newNoticeRecord(noticeTo('rail-a' as OperatorId, 'ord-1', createdAtMs)),
  ...more,
});

test('notices are counted by what became of them, and the oldest that nobody acknowledged by its age', () => {
  const notices = [
    notice(1_000, { delivery: 'delivered', deliveredAtMs: 1_500, acknowledgedAtMs: 2_000 }),
    notice(3_000, { delivery: 'delivered', deliveredAtMs: 3_500 }),
    notice(2_000, { delivery: 'parked' }),
    notice(500, { delivery: 'parked', acknowledgedAtMs: 600 }),
    notice(4_000),
  ];
  expect(countNotices(notices, 10_000)).toEqual({
    created: 5,
    delivered: 2,
    acknowledged: 2,
    parked: 1,
    oldestUnacknowledgedAgeMs: 8_000,
  });
});

test('where every notice was acknowledged nothing waits', () => {
  const counts = { created: 0, delivered: 0, acknowledged: 0, parked: 0 };
  expect(countNotices([], 1)).toEqual(counts);
  const acknowledged = notice(1, { acknowledgedAtMs: 2 });
  expect(countNotices([acknowledged], 5)).toEqual({ ...counts, created: 1, acknowledged: 1 });
});
