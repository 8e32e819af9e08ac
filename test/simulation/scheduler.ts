import type { Machine } from './machine.ts';

/**
 * True time at which every simulated run begins; no machine's own clock need agree with it. Late on the last day of a
 * month, so that the day and the month, of which quotas are, turn within many runs.
 */
export const START_MS = Date.parse('2026-11-30T23:00:00+08:00');

export interface Cancellable {
  cancel(): void;
}

/** True time and what is to happen in it. */
export interface Scheduler {
  /** True time, milliseconds since the epoch. */
  nowMs(): number;
  /** The machine whose code runs at this moment. */
  running: Machine | undefined;
  at(timeMs: number, happen: () => void): Cancellable;
  /** Lets everything happen that is due until then, one event after the other, each with all that follows at once. */
  runUntil(timeMs: number): Promise<void>;
}

interface Event {
  readonly timeMs: number;
  readonly order: number;
  happen: (() => void) | undefined;
}

// Taken before anybody replaces it: one turn of the real event loop runs every promise job that can run.
const realSetImmediate = globalThis.setImmediate;

function allPromiseJobs(): Promise<void> {
  return new Promise((resolve) => {
    realSetImmediate(resolve);
  });
}

export function createScheduler(): Scheduler {
  const heap: Event[] = [];
  let nowMs = START_MS;
  let scheduled = 0;

  const scheduler: Scheduler = {
    nowMs: () => nowMs,
    running: undefined,
    at(timeMs, happen) {
      const event: Event = { timeMs: Math.max(timeMs, nowMs), order: scheduled++, happen };
      push(heap, event);
      return {
        cancel() {
          event.happen = undefined;
        },
      };
    },
    async runUntil(timeMs) {
      for (;;) {
        const next = heap[0];
        if (!next || next.timeMs > timeMs) break;
        pop(heap);
        if (!next.happen) continue;
        nowMs = next.timeMs;
        next.happen();
        await allPromiseJobs();
        scheduler.running = undefined;
      }
      nowMs = Math.max(nowMs, timeMs);
    },
  };
  return scheduler;
}

function isBefore(a: Event, b: Event): boolean {
  return a.timeMs < b.timeMs || (a.timeMs === b.timeMs && a.order < b.order);
}

function push(heap: Event[], event: Event): void {
  let at = heap.length;
  heap.push(event);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isBefore(event, heap[parent] as Event)) break;
    heap[at] = heap[parent] as Event;
    at = parent;
  }
  heap[at] = event;
}

function pop(heap: Event[]): void {
  const last = heap.pop() as Event;
  if (heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1] as Event, heap[child] as Event)) child += 1;
    if (!isBefore(heap[child] as Event, last)) break;
    heap[at] = heap[child] as Event;
    at = child;
  }
  heap[at] = last;
}
