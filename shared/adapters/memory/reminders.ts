import type { ReminderStore } from '../../due-process/ports.ts';
import type { Reminder } from '../../due-process/reminders.ts';

/** Courts' queues of reminders in memory: a working store for tests and simulations. */
export function createMemoryReminders(): ReminderStore & { all(): readonly Reminder[] } {
  const reminders = new Map<string, Reminder>();
  return {
    async putOnce(reminder) {
      const name = `${reminder.addressee}|${sortName(reminder)}`;
      if (reminders.has(name)) return 'present';
      reminders.set(name, structuredClone(reminder));
      return 'stored';
    },
    async listFor(addressee, limit, after) {
      const behind = [...reminders.values()]
        .filter((reminder) => reminder.addressee === addressee)
        .filter((reminder) => after === undefined || sortName(reminder) > after)
        .sort((a, b) => (sortName(a) < sortName(b) ? -1 : 1));
      const page = behind.slice(0, limit);
      const last = page.at(-1);
      return { reminders: page, ...(last && behind.length > limit ? { next: sortName(last) } : {}) };
    },
    all: () => [...reminders.values()],
  };
}

function sortName({ dueAtMs, deadlineId, step }: Reminder): string {
  return `${String(Math.max(0, dueAtMs)).padStart(16, '0')}#${deadlineId}#${step}`;
}
