import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { acknowledgeNotice } from '../../../shared/notices/acknowledge.ts';
import { announcing } from '../../../shared/notices/announce.ts';
import { deliverNotice } from '../../../shared/notices/delivery/deliver.ts';
import { sweepNotices } from '../../../shared/notices/delivery/sweep.ts';
import type { Notice } from '../../../shared/notices/notice.ts';
import type { OutgoingWebhook, WebhookAnswer } from '../../../shared/notices/ports.ts';
import { redriveNotice, redriveOperator } from '../../../shared/notices/redrive.ts';
import { MAX_ATTEMPTS, RETRY_DELAYS_MS } from '../../../shared/notices/retry-schedule.ts';
import {
  answered,
  createNoticeWorld,
  noticeTo,
  RAIL,
  REQUEST_ID,
  took,
} from '../../unit/notices/notice-world.ts';
import { createSimulatedQueue, type Luck, unreliable } from './unreliable.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

type Step =
  | { readonly do: 'announce' | 'acknowledge' | 'redrive'; readonly order: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'sweep' | 'set-webhook' | 'remove-webhook' | 'lose-messages' | 'double-messages' };

const order = fc.integer({ min: 0, max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('announce' as const), order }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 30 * HOUR_MS }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.integer({ min: 1, max: 20 * MINUTE_MS }),
    }),
  },
  { weight: 4, arbitrary: fc.constant({ do: 'sweep' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('acknowledge' as const, 'redrive' as const), order }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'set-webhook' as const,
        'remove-webhook' as const,
        'lose-messages' as const,
        'double-messages' as const,
      ),
    }),
  },
);

const answer: fc.Arbitrary<WebhookAnswer> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(answered(500), answered(503, '600'), answered(429), answered(302)),
  },
  { weight: 3, arbitrary: fc.constantFrom<WebhookAnswer>({ kind: 'failed', failure: 'timeout' }) },
  { weight: 1, arbitrary: fc.constant(took) },
  { weight: 1, arbitrary: fc.constant(answered(410)) },
);

const luck: fc.Arbitrary<Luck> = fc.oneof(
  { weight: 8, arbitrary: fc.constant('works' as const) },
  { weight: 1, arbitrary: fc.constantFrom('fails' as const, 'answer-lost' as const) },
);

/** What the receiver answers and what luck calls have begins anew when it is used up. */
const history = fc.record({
  steps: fc.array(step, { minLength: 10, maxLength: 60 }),
  answers: fc.array(answer, { minLength: 1, maxLength: 12 }),
  lucks: fc.array(luck, { minLength: 1, maxLength: 40 }),
});

interface Played {
  readonly steps: readonly Step[];
  readonly answers: readonly WebhookAnswer[];
  readonly lucks: readonly Luck[];
}

interface Sent {
  readonly webhook: OutgoingWebhook;
  readonly atMs: number;
  /** How often the schedule had begun anew, and which attempt it was since. */
  readonly cycle: number;
  readonly attempt: number;
  readonly hadBeenDelivered: boolean;
}

/** Plays a history, then lets everything work, and gives what was sent and what became of each notice. */
async function play({ steps, answers, lucks }: Played) {
  const world = createNoticeWorld();
  const { clock } = world;
  const fate = { healed: false, lucks: 0, answers: 0 };
  const draw = (): Luck => (fate.healed ? 'works' : (lucks[fate.lucks++ % lucks.length] as Luck));
  const queue = createSimulatedQueue(clock);
  /** How often each notice began its schedule anew. */
  const cycles = new Map<string, number>();
  const counting: typeof world.notices = {
    ...world.notices,
    async update(record, changes) {
      const updated = await world.notices.update(record, changes);
      if (updated && changes.attempts === 0) {
        cycles.set(record.noticeId, (cycles.get(record.noticeId) ?? 0) + 1);
      }
      return updated;
    },
  };
  const notices = unreliable(counting, draw);
  const sent: Sent[] = [];
  const sender = {
    async send(webhook: OutgoingWebhook): Promise<WebhookAnswer> {
      const record = await world.recordOf({ operatorId: RAIL, noticeId: webhook.noticeId });
      sent.push({
        webhook,
        atMs: clock.wallMs(),
        cycle: cycles.get(webhook.noticeId) ?? 0,
        attempt: record.attempts,
        hadBeenDelivered: record.delivery === 'delivered',
      });
      return fate.healed ? took : (answers[fate.answers++ % answers.length] as WebhookAnswer);
    },
  };
  const deps = {
    ...world.delivery,
    notices,
    endpoints: unreliable(world.endpoints, draw),
    queue: unreliable(queue, draw),
    deadLetters: unreliable(world.deadLetters, draw),
    audit: unreliable(world.audit, draw),
    sender,
  };
  const outbox = announcing(notices, deps.queue);
  const announced = new Map<string, Notice>();
  const acting = { operatorId: RAIL, requestId: REQUEST_ID };
  const redriving = { actor: RAIL, requestId: REQUEST_ID };

  const deliverDue = () => queue.deliverDue((message) => deliverNotice(message, deps));
  const wait = async (ms: number) => {
    const endMs = clock.wallMs() + ms;
    await deliverDue();
    for (let dueAtMs = queue.nextDueAtMs(); dueAtMs !== undefined && dueAtMs <= endMs; ) {
      clock.advance(Math.max(0, dueAtMs - clock.wallMs()));
      await deliverDue();
      dueAtMs = queue.nextDueAtMs();
    }
    clock.advance(endMs - clock.wallMs());
  };
  /** Something of ours that may fail, and is then done again by whoever wanted it, or not. */
  const tried = async (work: () => Promise<unknown>) => {
    await work().catch(() => {});
  };
  /** A change of an order is delivered until it was applied; after five times when the cause of the faults is gone. */
  const announce = async (name: string) => {
    const notice = noticeTo(RAIL, name, clock.wallMs());
    announced.set(notice.noticeId, notice);
    for (let deliveries = 0; deliveries < 5; deliveries++) {
      try {
        await outbox.putOnce(notice);
        return;
      } catch {}
    }
    await announcing(world.notices, queue).putOnce(notice);
  };
  const idOf = (order: number) => noticeTo(RAIL, `ord-${order}`, 0).noticeId;

  await tried(() => world.setWebhook());
  await announce('ord-0');
  for (const one of steps) {
    switch (one.do) {
      case 'announce':
        await announce(`ord-${one.order}`);
        break;
      case 'acknowledge':
        await tried(() => acknowledgeNotice(acting, idOf(one.order), deps));
        break;
      case 'redrive':
        await tried(() => redriveNotice(redriving, RAIL, idOf(one.order), deps));
        break;
      case 'wait':
        await wait(one.ms);
        break;
      case 'sweep':
        await tried(() => sweepNotices(deps));
        break;
      case 'set-webhook':
        await tried(() => world.setWebhook());
        break;
      case 'remove-webhook':
        await world.endpoints.remove(RAIL);
        break;
      case 'lose-messages':
        queue.loseAll();
        break;
      case 'double-messages':
        queue.doubleAll();
        break;
    }
  }
  const parkedUnseen = world.notices
    .all()
    .filter(({ delivery }) => delivery === 'parked')
    .filter(({ noticeId }) => world.deadLetters.all().every((letter) => letter.noticeId !== noticeId));

  // From here on everything works, the operator's receiver too; somebody sends what is parked on its way again.
  fate.healed = true;
  await world.setWebhook();
  for (let half = 0; half < 2; half++) {
    for (let sweeps = 0; sweeps < 60; sweeps++) {
      await sweepNotices(deps);
      await wait(30 * MINUTE_MS);
    }
    await redriveOperator(redriving, RAIL, deps);
    await wait(HOUR_MS);
  }
  return { sent, announced, parkedUnseen, records: world.notices.all() };
}

describe('whatever fails, is lost or comes twice', () => {
  test('every notice is delivered or acknowledged in the end, under one id, and never before its time', async () => {
    let sends = 0;
    await fc.assert(
      fc.asyncProperty(history, async (plan) => {
        const { sent, announced, parkedUnseen, records } = await play(plan);
        sends += sent.length;
        expect(parkedUnseen).toEqual([]);
        expect(records.map(({ noticeId }) => noticeId).sort()).toEqual([...announced.keys()].sort());
        for (const record of records) {
          expect(record.delivery === 'delivered' || record.acknowledgedAtMs !== undefined).toBe(true);
        }
        for (const ofOne of Map.groupBy(sent, ({ webhook }) => webhook.noticeId).values()) {
          expect(new Set(ofOne.map(({ webhook }) => webhook.body)).size).toBe(1);
          expect(ofOne.filter(({ hadBeenDelivered }) => hadBeenDelivered)).toEqual([]);
          for (const [index, { atMs, attempt, cycle }] of ofOne.entries()) {
            expect(attempt).toBeLessThanOrEqual(MAX_ATTEMPTS);
            const before = ofOne[index - 1];
            if (before?.cycle !== cycle) continue;
            expect(attempt).toBeGreaterThan(before.attempt);
            // Attempts that were claimed and not made waited like the others.
            const delays = RETRY_DELAYS_MS.slice(before.attempt, attempt);
            expect(atMs - before.atMs).toBeGreaterThanOrEqual(delays.reduce((sum, ms) => sum + ms, 0));
          }
        }
      }),
      { numRuns: 200 },
    );
    expect(sends).toBeGreaterThan(60);
  }, 60_000);
});
