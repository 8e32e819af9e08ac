import type { NoticeId, OperatorId } from '../../contracts/ids.ts';
import type { NoticeRecord } from '../../notices/notice.ts';
import { listsOf } from '../../notices/notice-lists.ts';
import { changedRecord, newNoticeRecord } from '../../notices/notice-record.ts';
import type { NoticeStore } from '../../notices/ports.ts';

/** Notices in memory: a working store for tests and simulations. */
export function createMemoryNotices(): NoticeStore & { all(): readonly NoticeRecord[] } {
  const notices = new Map<string, NoticeRecord>();
  const nameOf = (operatorId: OperatorId, noticeId: NoticeId) => JSON.stringify([operatorId, noticeId]);
  const ofOperator = (operatorId: OperatorId) =>
    [...notices.values()]
      .filter((notice) => notice.operatorId === operatorId)
      .sort((a, b) => (a.noticeId < b.noticeId ? -1 : 1));

  return {
    async putOnce(notice) {
      const name = nameOf(notice.operatorId, notice.noticeId);
      if (notices.has(name)) return 'present';
      notices.set(name, structuredClone(newNoticeRecord(notice)));
      return 'stored';
    },

    async get(operatorId, noticeId) {
      return notices.get(nameOf(operatorId, noticeId));
    },

    async update(record, changes) {
      const name = nameOf(record.operatorId, record.noticeId);
      if (notices.get(name)?.revision !== record.revision) return undefined;
      const next = structuredClone(changedRecord(record, changes));
      notices.set(name, next);
      return next;
    },

    async list(operatorId, which, { after, limit }) {
      const listed = ofOperator(operatorId).filter(
        (notice) =>
          (which === 'all' || listsOf(notice).includes(which)) &&
          (after === undefined || notice.noticeId > after),
      );
      const page = listed.slice(0, limit);
      const last = page.at(-1);
      return listed.length > limit && last ? { notices: page, next: last.noticeId } : { notices: page };
    },

    async listPending(operatorId) {
      return ofOperator(operatorId)
        .filter((notice) => listsOf(notice).includes('pending'))
        .sort((a, b) => a.createdAtMs - b.createdAtMs);
    },

    async listByOrder(orderId) {
      return [...notices.values()].filter((notice) => notice.orderId === orderId);
    },

    async listOperators() {
      return [...new Set([...notices.values()].map(({ operatorId }) => operatorId))].sort();
    },

    all: () => [...notices.values()],
  };
}
