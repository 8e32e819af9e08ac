import type { Deadline } from '../../due-process/deadline.ts';
import type { DeadlineStore, DueCursorStore, DuePosition } from '../../due-process/ports.ts';
import type { ReminderStep } from '../../due-process/reminders.ts';

/** Clocks in memory: a working store for tests and simulations. */
export function createMemoryDeadlines(): DeadlineStore & { all(): readonly Deadline[] } {
  const deadlines = new Map<string, Deadline>();
  const steps = new Map<string, ReminderStep>();
  const start = (deadline: Deadline) => {
    if (deadlines.get(deadline.deadlineId)?.dueAtMs !== deadline.dueAtMs) steps.delete(deadline.deadlineId);
    deadlines.set(deadline.deadlineId, structuredClone(deadline));
  };
  return {
    start: async (deadline) => start(deadline),
    async startNew(deadline) {
      steps.delete(deadline.deadlineId);
      deadlines.set(deadline.deadlineId, structuredClone(deadline));
    },
    async move(deadline, fromMs) {
      if (deadlines.get(deadline.deadlineId)?.dueAtMs === fromMs) start(deadline);
    },
    async stop(_orderId, deadlineId) {
      deadlines.delete(deadlineId);
      steps.delete(deadlineId);
    },
    async listByOrder(orderId) {
      return [...deadlines.values()].filter((deadline) => deadline.orderId === orderId).sort(byEnd);
    },
    async listDue(atMs, limit, after) {
      return [...deadlines.values()]
        .filter((deadline) => deadline.dueAtMs <= atMs && (!after || byEnd(after, deadline) < 0))
        .sort(byEnd)
        .slice(0, limit)
        .map((deadline) => {
          const step = steps.get(deadline.deadlineId);
          return step === undefined ? deadline : { ...deadline, step };
        });
    },
    async noteStep({ deadlineId, dueAtMs }, step) {
      if (deadlines.get(deadlineId)?.dueAtMs === dueAtMs) steps.set(deadlineId, step);
    },
    all: () => [...deadlines.values()].sort(byEnd),
  };
}

/** How far a run came, in memory. */
export function createMemoryDueCursor(): DueCursorStore {
  let current: DuePosition | undefined;
  return {
    read: async () => current,
    async write(position) {
      current = position && { dueAtMs: position.dueAtMs, deadlineId: position.deadlineId };
    },
  };
}

function byEnd(a: DuePosition, b: DuePosition): number {
  return a.dueAtMs - b.dueAtMs || (a.deadlineId < b.deadlineId ? -1 : a.deadlineId === b.deadlineId ? 0 : 1);
}
