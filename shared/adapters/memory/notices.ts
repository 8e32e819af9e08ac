import type { Notice, NoticeOutbox } from '../../notices/ports.ts';

/** The outbox of notices in memory: a working store for tests and simulations. */
export function createMemoryNotices(): NoticeOutbox & { all(): readonly Notice[] } {
  const notices = new Map<string, Notice>();
  return {
    async putOnce(notice) {
      const name = JSON.stringify([notice.operatorId, notice.noticeId]);
      if (notices.has(name)) return 'present';
      notices.set(name, structuredClone(notice));
      return 'stored';
    },
    async listPending(operatorId) {
      return [...notices.values()]
        .filter((notice) => notice.operatorId === operatorId)
        .sort((a, b) => a.createdAtMs - b.createdAtMs);
    },
    all: () => [...notices.values()],
  };
}
