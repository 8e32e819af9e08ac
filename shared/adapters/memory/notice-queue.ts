import type { Clock } from '../../contracts/clock.ts';
import type { NoticeMessage } from '../../notices/notice-message.ts';
import type { NoticeDeadLetters, NoticeQueue } from '../../notices/ports.ts';

/** Alarms in memory: messages wait until their time has come and they are taken. */
export interface MemoryNoticeQueue extends NoticeQueue {
  /** Removes and returns the messages whose time has come, the earliest first. */
  takeDue(): NoticeMessage[];
  /** When the earliest message is due; `undefined` if none waits. */
  nextDueAtMs(): number | undefined;
}

export function createMemoryNoticeQueue(clock: Clock): MemoryNoticeQueue {
  let waiting: { readonly dueAtMs: number; readonly message: NoticeMessage }[] = [];
  return {
    async send(messages, delayMs = 0) {
      const dueAtMs = clock.wallMs() + delayMs;
      waiting.push(...messages.map((message) => ({ dueAtMs, message: { ...message } })));
      waiting.sort((a, b) => a.dueAtMs - b.dueAtMs);
    },
    takeDue() {
      const nowMs = clock.wallMs();
      const due = waiting.filter(({ dueAtMs }) => dueAtMs <= nowMs);
      waiting = waiting.filter(({ dueAtMs }) => dueAtMs > nowMs);
      return due.map(({ message }) => message);
    },
    nextDueAtMs: () => waiting[0]?.dueAtMs,
  };
}

/** The dead-letter queue in memory. */
export function createMemoryNoticeDeadLetters(): NoticeDeadLetters & { all(): readonly NoticeMessage[] } {
  const letters: NoticeMessage[] = [];
  return {
    async put(message) {
      letters.push({ ...message });
    },
    all: () => [...letters],
  };
}
