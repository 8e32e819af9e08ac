import type { Clock } from '../../../shared/contracts/clock.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import type { NoticeMessage } from '../../../shared/notices/notice-message.ts';
import type { NoticeQueue } from '../../../shared/notices/ports.ts';

/** What happens to one call: it works, it fails and did nothing, or it did its work and the answer is lost. */
export type Luck = 'works' | 'fails' | 'answer-lost';

/** The port, but each call of it has the luck that is drawn for it. */
export function unreliable<Port extends object>(port: Port, draw: () => Luck): Port {
  return new Proxy(port, {
    get(target, name) {
      const member = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...parameters: unknown[]) => {
        const luck = draw();
        if (luck === 'fails') throw new DependencyUnavailable('sqs', 'it did nothing');
        const result = await member.apply(target, parameters);
        if (luck === 'answer-lost') throw new DependencyUnavailable('sqs', 'it was done');
        return result;
      };
    },
  });
}

interface Waiting {
  readonly message: NoticeMessage;
  readonly receives: number;
  dueAtMs: number;
}

/** A message that failed comes back after this time. */
const VISIBILITY_MS = 90_000;
const MAX_RECEIVES = 5;

/** A queue as SQS may be: it delivers late, twice, and after five failures never again. */
export interface SimulatedQueue extends NoticeQueue {
  nextDueAtMs(): number | undefined;
  /** Hands all messages whose time has come to the consumer at once. */
  deliverDue(consume: (message: NoticeMessage) => Promise<unknown>): Promise<void>;
  loseAll(): void;
  doubleAll(): void;
}

export function createSimulatedQueue(clock: Clock): SimulatedQueue {
  let waiting: Waiting[] = [];
  return {
    async send(messages, delayMs = 0) {
      const dueAtMs = clock.wallMs() + delayMs;
      waiting.push(...messages.map((message) => ({ message: { ...message }, dueAtMs, receives: 0 })));
    },
    nextDueAtMs: () =>
      waiting.length === 0 ? undefined : Math.min(...waiting.map(({ dueAtMs }) => dueAtMs)),
    async deliverDue(consume) {
      const nowMs = clock.wallMs();
      const due = waiting.filter(({ dueAtMs }) => dueAtMs <= nowMs);
      waiting = waiting.filter(({ dueAtMs }) => dueAtMs > nowMs);
      await Promise.all(
        due.map(async ({ message, receives }) => {
          try {
            await consume(message);
          } catch {
            if (receives + 1 >= MAX_RECEIVES) return;
            waiting.push({ message, receives: receives + 1, dueAtMs: nowMs + VISIBILITY_MS });
          }
        }),
      );
    },
    loseAll() {
      waiting = [];
    },
    doubleAll() {
      waiting.push(...waiting.map((one) => ({ ...one })));
    },
  };
}
