import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';
import { signatureHeaders } from '../../../shared/adapters/http/sign-webhook.ts';
import type { NoticeId } from '../../../shared/contracts/ids.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { acknowledgeNotice } from '../../../shared/notices/acknowledge.ts';
import { type DeliveryOutcome, deliverNotice } from '../../../shared/notices/delivery/deliver.ts';
import { sweepNotices } from '../../../shared/notices/delivery/sweep.ts';
import { MAX_ATTEMPTS, RETRY_DELAYS_MS } from '../../../shared/notices/retry-schedule.ts';
import { answered, createNoticeWorld, type NoticeWorld, RAIL, REQUEST_ID, took } from './notice-world.ts';

const HOUR_MS = 3_600_000;

/** Works off all messages whose time has come. */
async function workOff(world: NoticeWorld): Promise<readonly DeliveryOutcome[]> {
  const outcomes: DeliveryOutcome[] = [];
  for (let due = world.queue.takeDue(); due.length > 0; due = world.queue.takeDue()) {
    for (const message of due) outcomes.push(await deliverNotice(message, world.delivery));
  }
  return outcomes;
}

/** Lets time pass from alarm to alarm. */
async function letTimePass(world: NoticeWorld, forMs: number): Promise<readonly DeliveryOutcome[]> {
  const endMs = world.clock.wallMs() + forMs;
  const outcomes = [...(await workOff(world))];
  for (let dueAtMs = world.queue.nextDueAtMs(); dueAtMs !== undefined && dueAtMs <= endMs; ) {
    world.clock.advance(dueAtMs - world.clock.wallMs());
    outcomes.push(...(await workOff(world)));
    dueAtMs = world.queue.nextDueAtMs();
  }
  world.clock.advance(endMs - world.clock.wallMs());
  return outcomes;
}

const kindsOf = (outcomes: readonly DeliveryOutcome[]) => outcomes.map(({ kind }) => kind);

describe('a notice', () => {
  test('is delivered at once, signed, with the decisions and no word of order, reason or person', async () => {
    const world = createNoticeWorld();
    const secret = await world.setWebhook();
    const notice = await world.announce();
    expect(kindsOf(await workOff(world))).toEqual(['delivered']);
    const [sent] = world.sent;
    expect(sent?.url).toBe('https://operator.example/notices');
    const headers = signatureHeaders(sent as NoticeWorld['sent'][number]);
    expect(new Webhook(secret).verify(sent?.body ?? '', headers)).toEqual({
      type: 'denials.lifted',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+\+08:00$/),
      data: { noticeId: notice.noticeId, decisionIds: ['dec_1', 'dec_2'] },
    });
    expect(sent?.body).not.toContain('ord-1');
    expect(await world.recordOf(notice)).toMatchObject({
      delivery: 'delivered',
      attempts: 1,
      deliveredAtMs: world.clock.wallMs(),
    });
  });

  test('that was delivered is not sent again, however many messages there are', async () => {
    const world = createNoticeWorld();
    await world.setWebhook();
    const notice = await world.announce();
    await world.announce();
    const message = { ...notice, attempts: 0 };
    await world.queue.send([message, message]);
    expect(kindsOf(await workOff(world))).toEqual([
      'delivered',
      'nothing-to-do',
      'nothing-to-do',
      'nothing-to-do',
    ]);
    expect(world.sent).toHaveLength(1);
  });

  test('that several processes work on at once is sent by one of them', async () => {
    const world = createNoticeWorld();
    await world.setWebhook();
    const message = { ...(await world.announce()), attempts: 0 };
    const outcomes = await Promise.all([1, 2, 3].map(() => deliverNotice(message, world.delivery)));
    expect(kindsOf(outcomes).sort()).toEqual(['delivered', 'nothing-to-do', 'nothing-to-do']);
    expect(world.sent).toHaveLength(1);
  });

  test('of which a message speaks although there is none is unknown', async () => {
    const world = createNoticeWorld();
    const message = { operatorId: RAIL, noticeId: 'ntc_none' as NoticeId, attempts: 0 };
    expect(await deliverNotice(message, world.delivery)).toEqual({ kind: 'unknown' });
  });
});

describe('a receiver that answers 500 for three days', () => {
  test('is asked by the schedule, always under the same id, and then the notice is parked for all to see', async () => {
    const world = createNoticeWorld();
    await world.setWebhook();
    world.receive = () => answered(500);
    const notice = await world.announce();
    const outcomes = await letTimePass(world, 100 * HOUR_MS);
    expect(kindsOf(outcomes).filter((kind) => kind !== 'early')).toEqual([
      ...Array.from({ length: 9 }, () => 'failed'),
      'parked',
    ]);
    const startMs = world.sent[0]?.atMs as number;
    let expectedMs = startMs;
    expect(world.sent.map(({ atMs }) => atMs)).toEqual(
      RETRY_DELAYS_MS.map((delayMs) => {
        expectedMs += delayMs;
        return expectedMs;
      }),
    );
    expect(new Set(world.sent.map(({ noticeId }) => noticeId))).toEqual(new Set([notice.noticeId]));
    expect(new Set(world.sent.map(({ body }) => body)).size).toBe(1);
    expect(await world.recordOf(notice)).toMatchObject({ delivery: 'parked', lastFailure: 'http-500' });
    expect(world.deadLetters.all()).toEqual([
      { operatorId: RAIL, noticeId: notice.noticeId, attempts: MAX_ATTEMPTS },
    ]);
  });

  test('and then takes it, has it without anybody’s help', async () => {
    const world = createNoticeWorld();
    await world.setWebhook();
    const recoversAtMs = world.clock.wallMs() + 72 * HOUR_MS;
    world.receive = () => (world.clock.wallMs() < recoversAtMs ? answered(500) : took);
    const notice = await world.announce();
    await letTimePass(world, 100 * HOUR_MS);
    expect(await world.recordOf(notice)).toMatchObject({ delivery: 'delivered', attempts: 10 });
    expect(world.deadLetters.all()).toEqual([]);
  });
});

describe('a receiver that fails', () => {
  test.each([
    ['does not answer in time', { kind: 'failed', failure: 'timeout' } as const, 'timeout'],
    ['has a bad certificate', { kind: 'failed', failure: 'tls' } as const, 'tls'],
    [
      'leads into our network',
      { kind: 'failed', failure: 'address-not-allowed' } as const,
      'address-not-allowed',
    ],
    ['redirects', answered(307), 'http-307'],
    ['does not know the path', answered(404), 'http-404'],
  ])('because it %s is tried again, and the failure is noted', async (_, answer, lastFailure) => {
    const world = createNoticeWorld();
    await world.setWebhook();
    world.receive = () => answer;
    const notice = await world.announce();
    expect(kindsOf(await workOff(world))).toEqual(['failed']);
    expect(await world.recordOf(notice)).toMatchObject({
      delivery: 'pending',
      attempts: 1,
      lastFailure,
      nextAttemptAtMs: world.clock.wallMs() + 5_000,
    });
  });

  test('and asks for patience has it', async () => {
    const world = createNoticeWorld();
    await world.setWebhook();
    world.receive = () => answered(503, '7200');
    const notice = await world.announce();
    await letTimePass(world, 2 * HOUR_MS - 1);
    expect(world.sent).toHaveLength(1);
    world.receive = () => took;
    await letTimePass(world, 1);
    expect(world.sent).toHaveLength(2);
    expect(await world.recordOf(notice)).toMatchObject({ delivery: 'delivered' });
  });

  test('is not asked earlier because a message came twice', async () => {
    const world = createNoticeWorld();
    await world.setWebhook();
    world.receive = () => answered(500);
    const notice = await world.announce();
    await workOff(world);
    const message = { ...notice, attempts: 1 };
    expect(await deliverNotice(message, world.delivery)).toEqual({ kind: 'early', alarm: 'set' });
    expect(await deliverNotice({ ...notice, attempts: 0 }, world.delivery)).toMatchObject({
      because: 'void',
    });
    expect(world.sent).toHaveLength(1);
  });
});

describe('a receiver that answers 410', () => {
  async function gone() {
    const world = createNoticeWorld();
    await world.setWebhook();
    world.receive = () => answered(410);
    const notice = await world.announce();
    return { world, notice, outcomes: await workOff(world) };
  }

  test('is sent nothing more; that is accounted for, and the notice waits', async () => {
    const { world, notice, outcomes } = await gone();
    expect(kindsOf(outcomes)).toEqual(['endpoint-disabled']);
    expect(await world.endpoints.get(RAIL)).toMatchObject({ state: 'disabled', disabledReason: 'gone' });
    expect(world.audit.all().at(-1)).toMatchObject({
      act: 'webhook.disable',
      actor: 'system',
      facts: { operatorId: RAIL, reason: 'gone' },
    });
    await world.announce('ord-2');
    await letTimePass(world, 100 * HOUR_MS);
    await sweepNotices(world);
    await letTimePass(world, HOUR_MS);
    expect(world.sent).toHaveLength(1);
    expect(await world.recordOf(notice)).toMatchObject({ delivery: 'pending', lastFailure: 'http-410' });
  });

  test('has all that waits, from the first attempt on, once its operator sets a webhook again', async () => {
    const { world, notice } = await gone();
    const second = await world.announce('ord-2');
    await letTimePass(world, HOUR_MS);
    world.receive = () => took;
    await world.setWebhook(RAIL, 'https://new.example/');
    expect(await sweepNotices(world)).toMatchObject({ enqueued: 2, faults: [] });
    await workOff(world);
    for (const one of [notice, second]) {
      expect(await world.recordOf(one)).toMatchObject({ delivery: 'delivered', attempts: 1 });
    }
  });

  test('to several notices under way together is disabled once, and all of them wait', async () => {
    const world = createNoticeWorld();
    await world.setWebhook();
    const notices = [await world.announce(), await world.announce('ord-2')];
    const bothAsked = Promise.withResolvers<void>();
    world.receive = async () => {
      if (world.sent.length === notices.length) bothAsked.resolve();
      await bothAsked.promise;
      return answered(410);
    };
    const outcomes = await Promise.all(
      world.queue.takeDue().map((message) => deliverNotice(message, world.delivery)),
    );
    expect(kindsOf(outcomes).sort()).toEqual(['endpoint-disabled', 'nothing-to-do']);
    for (const notice of notices) {
      expect(await world.recordOf(notice)).toMatchObject({ delivery: 'pending', attempts: 0 });
    }
  });

  test('while its operator was just setting another one disables nothing', async () => {
    const world = createNoticeWorld();
    await world.setWebhook();
    world.receive = async () => {
      await world.setWebhook(RAIL, 'https://new.example/');
      return answered(410);
    };
    const notice = await world.announce();
    expect(kindsOf(await workOff(world))).toEqual(['failed']);
    expect(await world.endpoints.get(RAIL)).toMatchObject({ state: 'active', url: 'https://new.example/' });
    expect(await world.recordOf(notice)).toMatchObject({ delivery: 'pending', attempts: 1 });
  });
});

describe('a process that dies', () => {
  test('after it claimed an attempt costs that attempt, and the sweep goes on with the next', async () => {
    const world = createNoticeWorld();
    await world.setWebhook();
    world.receive = () => Promise.reject(new Error('died'));
    const notice = await world.announce();
    const [message] = world.queue.takeDue();
    const again = message as NonNullable<typeof message>;
    await expect(deliverNotice(again, world.delivery)).rejects.toThrow('died');
    world.receive = () => took;
    // The queue delivers the message again: another attempt would be too early.
    expect(await deliverNotice(again, world.delivery)).toMatchObject({ because: 'void' });
    expect(await sweepNotices(world)).toMatchObject({ enqueued: 0 });
    world.clock.advance(6 * 60_000);
    expect(await sweepNotices(world)).toMatchObject({ operators: 1, enqueued: 1 });
    expect(kindsOf(await workOff(world))).toEqual(['delivered']);
    expect(await world.recordOf(notice)).toMatchObject({ attempts: 2 });
  });

  test('in its last attempt leaves a notice that the sweep gets parked', async () => {
    const world = createNoticeWorld();
    await world.setWebhook();
    const notice = await world.announce();
    world.queue.takeDue();
    const record = await world.recordOf(notice);
    const attempts = MAX_ATTEMPTS;
    await world.notices.update(record, { attempts, nextAttemptAtMs: world.clock.wallMs() + 30_000 });
    world.clock.advance(HOUR_MS);
    await sweepNotices(world);
    expect(await workOff(world)).toEqual([{ kind: 'parked', failure: 'interrupted' }]);
    expect(world.sent).toEqual([]);
    expect(world.deadLetters.all()).toHaveLength(1);
  });

  test('before it can say that a notice was taken sends it again, under the same id', async () => {
    const world = createNoticeWorld();
    await world.setWebhook();
    const notice = await world.announce();
    const [message] = world.queue.takeDue();
    let updates = 0;
    const dying = {
      ...world.notices,
      update: (...change: Parameters<typeof world.notices.update>) =>
        ++updates === 2 ? Promise.reject(new Error('died')) : world.notices.update(...change),
    };
    const deps = { ...world.delivery, notices: dying };
    await expect(deliverNotice(message as never, deps)).rejects.toThrow('died');
    world.clock.advance(10 * 60_000);
    await sweepNotices(world);
    expect(kindsOf(await workOff(world))).toEqual(['delivered']);
    expect(world.sent.map(({ noticeId }) => noticeId)).toEqual([notice.noticeId, notice.noticeId]);
  });
});

describe('an operator', () => {
  test('without a webhook loses nothing: its notices wait, and come when it sets one', async () => {
    const world = createNoticeWorld();
    const notice = await world.announce();
    expect(await workOff(world)).toEqual([{ kind: 'nothing-to-do', because: 'no-endpoint' }]);
    await letTimePass(world, 30 * 24 * HOUR_MS);
    await sweepNotices(world);
    expect(world.queue.nextDueAtMs()).toBeUndefined();
    await world.setWebhook();
    await sweepNotices(world);
    await workOff(world);
    expect(await world.recordOf(notice)).toMatchObject({ delivery: 'delivered' });
  });

  test('that acknowledges before its answer has arrived has it delivered and acknowledged', async () => {
    const world = createNoticeWorld();
    await world.setWebhook();
    const notice = await world.announce();
    world.receive = async () => {
      await acknowledgeNotice({ operatorId: RAIL, requestId: REQUEST_ID }, notice.noticeId, world);
      return took;
    };
    expect(kindsOf(await workOff(world))).toEqual(['delivered']);
    const atMs = world.clock.wallMs();
    expect(await world.recordOf(notice)).toMatchObject({
      delivery: 'delivered',
      deliveredAtMs: atMs,
      acknowledgedAtMs: atMs,
    });
  });

  test('that has acknowledged is not sent the notice any more', async () => {
    const world = createNoticeWorld();
    await world.setWebhook();
    world.receive = () => answered(500);
    const notice = await world.announce();
    await workOff(world);
    await acknowledgeNotice({ operatorId: RAIL, requestId: REQUEST_ID }, notice.noticeId, world);
    await letTimePass(world, 100 * HOUR_MS);
    await sweepNotices(world);
    expect(world.sent).toHaveLength(1);
    expect(world.deadLetters.all()).toEqual([]);
  });

  test('that fails and acknowledges at the same time is left alone', async () => {
    const world = createNoticeWorld();
    await world.setWebhook();
    const notice = await world.announce();
    world.receive = async () => {
      await acknowledgeNotice({ operatorId: RAIL, requestId: REQUEST_ID }, notice.noticeId, world);
      return answered(500);
    };
    expect(await workOff(world)).toEqual([{ kind: 'nothing-to-do', because: 'overtaken' }]);
    expect(world.queue.nextDueAtMs()).toBeUndefined();
  });
});

describe('a queue that is down', () => {
  test('when the next alarm is to be set costs time, and neither an attempt nor a second message', async () => {
    const world = createNoticeWorld();
    await world.setWebhook();
    world.receive = () => answered(500);
    const notice = await world.announce();
    const [message] = world.queue.takeDue();
    const queue = { send: () => Promise.reject(new DependencyUnavailable('sqs', 'down')) };
    const deps = { ...world.delivery, queue };
    expect(await deliverNotice(message as never, deps)).toMatchObject({ kind: 'failed', alarm: 'lost' });
    expect(await deliverNotice({ ...notice, attempts: 1 }, deps)).toEqual({ kind: 'early', alarm: 'lost' });
    expect(await world.recordOf(notice)).toMatchObject({ attempts: 1 });
    world.receive = () => took;
    world.clock.advance(6 * 60_000);
    await sweepNotices(world);
    expect(kindsOf(await workOff(world))).toEqual(['delivered']);
  });

  test('in a way that nobody foresaw is a fault', async () => {
    const world = createNoticeWorld();
    await world.setWebhook();
    world.receive = () => answered(500);
    const notice = await world.announce();
    const queue = { send: () => Promise.reject(new Error('a defect')) };
    const delivery = deliverNotice({ ...notice, attempts: 0 }, { ...world.delivery, queue });
    await expect(delivery).rejects.toThrow('a defect');
  });
});

describe('a secret', () => {
  const verifies = (sent: NoticeWorld['sent'][number] | undefined, secret: string) => {
    const { body } = sent as NoticeWorld['sent'][number];
    try {
      new Webhook(secret).verify(body, signatureHeaders(sent as NoticeWorld['sent'][number]));
      return true;
    } catch {
      return false;
    }
  };

  test('that was replaced signs beside the new one for a day, and not longer', async () => {
    const world = createNoticeWorld();
    const old = await world.setWebhook();
    const fresh = await world.setWebhook();
    await world.announce('ord-1');
    await workOff(world);
    expect([old, fresh].map((secret) => verifies(world.sent[0], secret))).toEqual([true, true]);
    world.clock.advance(24 * HOUR_MS);
    await world.announce('ord-2');
    await workOff(world);
    // Verified by the time at which it was sent, as the receiver would.
    const later = { ...world.sent[1], sentAtMs: Date.now() } as NoticeWorld['sent'][number];
    expect([old, fresh].map((secret) => verifies(later, secret))).toEqual([false, true]);
  });

  test('that cannot be opened costs no attempt', async () => {
    const world = createNoticeWorld();
    await world.setWebhook();
    const notice = await world.announce();
    const [message] = world.queue.takeDue();
    const cipher = { open: () => Promise.reject(new Error('no key')) };
    await expect(deliverNotice(message as never, { ...world.delivery, cipher })).rejects.toThrow('no key');
    expect(await world.recordOf(notice)).toMatchObject({ attempts: 0, revision: 1 });
  });
});

describe('the sweep', () => {
  test('of one operator that fails does not keep the others from theirs', async () => {
    const world = createNoticeWorld();
    const other = 'air-b' as typeof RAIL;
    for (const operatorId of [RAIL, other]) {
      await world.setWebhook(operatorId);
      await world.announce('ord-1', operatorId);
    }
    world.queue.takeDue();
    world.clock.advance(HOUR_MS);
    const fault = new Error('down');
    const notices = {
      ...world.notices,
      list: (...request: Parameters<typeof world.notices.list>) =>
        request[0] === other ? Promise.reject(fault) : world.notices.list(...request),
    };
    expect(await sweepNotices({ ...world, notices })).toEqual({
      operators: 2,
      enqueued: 1,
      oldestOverdueMs: 3_600_000,
      faults: [fault],
    });
    expect(world.queue.takeDue()).toMatchObject([{ operatorId: RAIL }]);
  });

  test('finds all of an operator, however many pages there are', async () => {
    const world = createNoticeWorld();
    await world.setWebhook();
    for (let n = 0; n < 205; n++) await world.announce(`ord-${n}`);
    world.queue.takeDue();
    world.clock.advance(HOUR_MS);
    expect(await sweepNotices(world)).toMatchObject({ enqueued: 205 });
    expect(world.queue.takeDue()).toHaveLength(205);
  });
});
