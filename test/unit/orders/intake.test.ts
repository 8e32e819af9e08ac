import { describe, expect, test } from 'vitest';
import { createMemoryChangeQueue } from '../../../shared/adapters/memory/change-queue.ts';
import { createMemoryOrders } from '../../../shared/adapters/memory/orders.ts';
import { createMemoryReceipts } from '../../../shared/adapters/memory/receipts.ts';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import { formatInstant } from '../../../shared/contracts/time.ts';
import { type IntakeDependencies, takeIn } from '../../../shared/orders/intake.ts';
import { nextRecord } from '../../../shared/orders/next-record.ts';
import type { OrderRecord, OrderTerms } from '../../../shared/orders/order.ts';
import type { ChangeLane } from '../../../shared/orders/ports.ts';
import { readQueuedChange } from '../../../shared/orders/queued-change.ts';
import { MAX_SEALED_LENGTH } from '../../../shared/orders/sealing.ts';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import {
  changeAsSent,
  changeIdOf,
  grantAsSent,
  HOUR_MS,
  makers,
  NAME,
  NOW_MS,
  orderVersion,
  testClock,
} from './fixtures.ts';

const RELEASED = { status: 'released', endReason: 'performed' };

function intake(overrides: Partial<IntakeDependencies> = {}) {
  const queue = createMemoryChangeQueue();
  const receipts = createMemoryReceipts();
  const clock = testClock();
  const orders = createMemoryOrders();
  const deps = { ...makers, clock, receipts, orders, queue, ...overrides };
  return {
    clock,
    orders,
    queue,
    receipts,
    take: (...changes: unknown[]) => takeIn(changes, deps),
    /** What a lane holds now: the order and the change of each message. */
    waiting: (lane: ChangeLane) =>
      queue.take(lane).map((text) => {
        const queued = readQueuedChange(text);
        if (!queued) throw new Error('a message cannot be read');
        return queued;
      }),
  };
}

/** A person of two documents, of which some belong to somebody else. */
function clearing(...numbers: readonly number[]) {
  const documents = [1, 2].map((n) => ({ type: 'resident-id', number: syntheticResidentId(n) }));
  const clearedDocuments = numbers.map((n) => documents[n - 1]);
  return {
    kind: 'person',
    name: NAME,
    role: 'debtor',
    documents,
    ...(numbers.length > 0 && { clearedDocuments }),
  };
}

const orderIds = (waiting: readonly { readonly change: { readonly orderId: string } }[]) =>
  waiting.map(({ change }) => change.orderId);

describe('a change that passes', () => {
  test('is accepted, has a receipt that says so, and waits on its lane', async () => {
    const { take, receipts, waiting } = intake();
    expect(await take(changeAsSent(1))).toEqual([{ changeId: changeIdOf(1), status: 'accepted' }]);
    const [queued, ...others] = waiting('impositions');
    expect(others).toEqual([]);
    expect(queued?.change).toMatchObject({ orderId: 'ord-1', version: 1, acceptedAtMs: NOW_MS });
    expect(receipts.all()).toEqual([
      {
        changeId: changeIdOf(1),
        orderId: 'ord-1',
        version: 1,
        status: 'queued',
        contentDigest: queued?.contentDigest,
        acceptedAtMs: NOW_MS,
      },
    ]);
  });

  test('does not change what becomes of the others of its request', async () => {
    const { take, waiting } = intake();
    const results = await take(changeAsSent(1), changeAsSent(2, { items: [] }), changeAsSent(3));
    expect(results.map(({ status }) => status)).toEqual(['accepted', 'rejected', 'accepted']);
    expect(orderIds(waiting('impositions'))).toEqual(['ord-1', 'ord-3']);
  });

  test('may take all the room that a sealed document has, and no more', async () => {
    const sealedAt = (length: number) => ({
      cipher: { ...makers.cipher, seal: async () => 'x'.repeat(length) },
    });
    expect(await intake(sealedAt(MAX_SEALED_LENGTH)).take(changeAsSent(1))).toMatchObject([
      { status: 'accepted' },
    ]);
    const full = intake(sealedAt(MAX_SEALED_LENGTH + 1));
    expect(await full.take(changeAsSent(1))).toEqual([
      {
        changeId: changeIdOf(1),
        status: 'rejected',
        problems: [{ pointer: '/changes/0/order', detail: 'is too large: name fewer documents or grants' }],
      },
    ]);
    expect(full.receipts.all()).toMatchObject([{ orderId: 'ord-1', status: 'rejected' }]);
  });

  test('claims its id once', async () => {
    const receipts = createMemoryReceipts();
    let claims = 0;
    const counted: typeof receipts = {
      ...receipts,
      claim: async (receipt) => {
        claims += 1;
        return await receipts.claim(receipt);
      },
    };
    await intake({ receipts: counted }).take(changeAsSent(1), changeAsSent(2));
    expect(claims).toBe(2);
  });
});

describe('the lane of releases', () => {
  const usable = grantAsSent({ to: formatInstant(NOW_MS + 1) });
  const over = grantAsSent({ to: formatInstant(NOW_MS), from: formatInstant(NOW_MS - HOUR_MS) });

  test.each<[string, Record<string, unknown>, ChangeLane]>([
    ['a release', { version: 2, ...RELEASED }, 'releases'],
    ['a cancellation', { version: 2, status: 'cancelled', endReason: 'entered-in-error' }, 'releases'],
    ['a suspension', { version: 2, status: 'suspended' }, 'releases'],
    ['a release that is the first to arrive', RELEASED, 'releases'],
    ['a later version with a grant that can be used', { version: 2, grants: [over, usable] }, 'releases'],
    ['a later version with a grant that is over', { version: 2, grants: [over] }, 'impositions'],
    ['a later version without a grant', { version: 2 }, 'impositions'],
    ['a later version that clears a document', { version: 2, subject: clearing(2) }, 'releases'],
    ['a later version that clears none', { version: 2, subject: clearing() }, 'impositions'],
    ['a first version with a grant', { grants: [usable] }, 'impositions'],
  ])('%s: it takes this lane exactly if it lets go', async (_, overrides, lane) => {
    const { take, waiting } = intake();
    const grants = (overrides.grants as object[] | undefined)?.map((grant, n) => ({
      ...grant,
      grantId: `g${n}`,
    }));
    await take(changeAsSent(1, { ...overrides, ...(grants && { grants }) }));
    expect(orderIds(waiting(lane))).toEqual(['ord-1']);
    expect(waiting(lane === 'releases' ? 'impositions' : 'releases')).toEqual([]);
  });

  test('is served before the other, and also when the other cannot be reached', async () => {
    const sent: string[] = [];
    const send = async (lane: ChangeLane, changes: readonly unknown[]) => {
      sent.push(`${lane} ${changes.length}`);
      if (lane === 'impositions') throw new Error('down');
    };
    const { take, receipts } = intake({ queue: { send } });
    await expect(take(changeAsSent(1), changeAsSent(2, RELEASED), changeAsSent(3))).rejects.toThrow('down');
    expect(sent).toEqual(['releases 1', 'impositions 2']);
    expect(receipts.all().map(({ status }) => status)).toEqual(['queued', 'queued', 'queued']);
  });

  test.each([
    ['releases', RELEASED],
    ['impositions', {}],
  ])('is not written to for nothing, nor is the other: %s alone', async (lane, overrides) => {
    const lanes: string[] = [];
    const { take } = intake({ queue: { send: async (to) => void lanes.push(to) } });
    await take(changeAsSent(1, overrides));
    expect(lanes).toEqual([lane]);
  });
});

describe('a change that is rejected', () => {
  test('is told why from the root of the request, and keeps a receipt that says the same', async () => {
    const { take, receipts, waiting } = intake();
    const results = await take(changeAsSent(1), changeAsSent(2, { signedBy: 'clerk' }));
    expect(results[1]).toMatchObject({
      changeId: changeIdOf(2),
      status: 'rejected',
      problems: [{ pointer: '/changes/1/order/signedBy', detail: expect.stringContaining('president') }],
    });
    expect(await receipts.get(changeIdOf(2))).toEqual({
      changeId: changeIdOf(2),
      orderId: 'ord-2',
      version: 1,
      status: 'rejected',
      contentDigest: makers.digester.digestOf(changeAsSent(2, { signedBy: 'clerk' }).order),
      acceptedAtMs: NOW_MS,
      problems: [{ pointer: '/order/signedBy', detail: expect.stringContaining('president') }],
    });
    expect(orderIds(waiting('impositions'))).toEqual(['ord-1']);
  });

  test.each<[string, unknown]>([
    ['an order without a version', { changeId: changeIdOf(1), order: { orderId: 'ord-1' } }],
    ['no order', { changeId: changeIdOf(1) }],
    [
      'an order id with the number of a document in it',
      changeAsSent(1, { orderId: `ord-${syntheticResidentId(1)}` }),
    ],
  ])('for %s is named in the answer and keeps no receipt', async (_, raw) => {
    const { take, receipts } = intake();
    expect(await take(raw)).toMatchObject([{ changeId: changeIdOf(1), status: 'rejected' }]);
    expect(receipts.all()).toEqual([]);
  });

  test.each([null, 7, 'change', {}, { changeId: 'no-uuid' }])(
    'without an id (%j) cannot be named, and is not taken for another without one',
    async (raw) => {
      const { take, receipts } = intake();
      const results = await take(raw, raw);
      expect(results).toMatchObject([
        { changeId: null, status: 'rejected' },
        { changeId: null, status: 'rejected' },
      ]);
      expect(JSON.stringify(results)).not.toContain('must differ');
      expect(receipts.all()).toEqual([]);
    },
  );

  test('keeps a receipt although its documents are of no form', async () => {
    const { take, receipts } = intake();
    await take(changeAsSent(1, { subject: 'someone' }), changeAsSent(2, { subject: { documents: [7] } }));
    expect(receipts.all().map(({ orderId, status }) => [orderId, status])).toEqual([
      ['ord-1', 'rejected'],
      ['ord-2', 'rejected'],
    ]);
  });

  test('can be sent again, put right, under the same id', async () => {
    const { take, receipts, waiting } = intake();
    await take(changeAsSent(1, { signedBy: 'clerk' }));
    expect(await take(changeAsSent(1))).toEqual([{ changeId: changeIdOf(1), status: 'accepted' }]);
    expect(receipts.all()).toMatchObject([{ status: 'queued' }]);
    expect(orderIds(waiting('impositions'))).toEqual(['ord-1']);
  });
});

describe('a change id', () => {
  test('that comes twice in a request holds for the first, and the second leaves no receipt', async () => {
    const { take, receipts, waiting } = intake();
    const results = await take(changeAsSent(1), { ...changeAsSent(2), changeId: changeIdOf(1) });
    expect(results).toEqual([
      { changeId: changeIdOf(1), status: 'accepted' },
      {
        changeId: changeIdOf(1),
        status: 'rejected',
        problems: [
          { pointer: '/changes/1/changeId', detail: 'must differ from the other changes of the request' },
        ],
      },
    ]);
    expect(receipts.all().map(({ orderId }) => orderId)).toEqual(['ord-1']);
    expect(orderIds(waiting('impositions'))).toEqual(['ord-1']);
  });

  test('of a change that still waits: the same change waits once more, from when it first came', async () => {
    const { take, clock, receipts, waiting } = intake();
    await take(changeAsSent(1));
    clock.nowMs += HOUR_MS;
    expect(await take(changeAsSent(1))).toEqual([{ changeId: changeIdOf(1), status: 'accepted' }]);
    const [first, second] = waiting('impositions');
    expect(second?.contentDigest).toBe(first?.contentDigest);
    expect([first, second].map((queued) => queued?.change.acceptedAtMs)).toEqual([NOW_MS, NOW_MS]);
    expect(receipts.all()).toMatchObject([{ acceptedAtMs: NOW_MS }]);
  });

  test.each(['applied', 'superseded'] as const)(
    'of a change that was %s: the same change is accepted and does not travel again',
    async (status) => {
      const { take, receipts, waiting } = intake();
      await take(changeAsSent(1));
      waiting('impositions');
      const [receipt] = receipts.all();
      if (receipt) await receipts.settle({ ...receipt, status });
      expect(await take(changeAsSent(1))).toEqual([{ changeId: changeIdOf(1), status: 'accepted' }]);
      expect(waiting('impositions')).toEqual([]);
    },
  );

  test('holds against another content, whose rejection leaves the receipt as it was', async () => {
    const { take, receipts, waiting } = intake();
    await take(changeAsSent(1));
    const before = receipts.all();
    expect(await take(changeAsSent(1, { items: ['air'] }))).toEqual([
      {
        changeId: changeIdOf(1),
        status: 'rejected',
        problems: [
          { pointer: '/changes/0/changeId', detail: 'must be new: another change was sent under this id' },
        ],
      },
    ]);
    expect(receipts.all()).toEqual(before);
    expect(waiting('impositions')).toHaveLength(1);
  });

  test('does not mind in which sequence the fields come', async () => {
    const { take } = intake();
    const { changeId, order } = changeAsSent(1);
    await take({ changeId, order });
    const reversed = Object.fromEntries(Object.entries(order).reverse());
    expect(await take({ order: reversed, changeId })).toEqual([{ changeId, status: 'accepted' }]);
  });
});

describe('a change of an order whose period is over', () => {
  const at = (hours: number) => formatInstant(NOW_MS + hours * HOUR_MS);
  const period = (to: number | null) => ({ from: at(-10), to: to === null ? null : at(to) });
  const PROLONGING = { version: 2, period: period(5) };

  /** The order stands in the register with an end so many hours from now. */
  async function standing(toHours: number, terms: Partial<OrderTerms> = {}, overrides = {}) {
    const world = intake(overrides);
    const toMs = NOW_MS + toHours * HOUR_MS;
    const version = orderVersion({ terms: { period: { fromMs: 0, toMs }, ...terms } });
    const times = { appliedAtMs: NOW_MS, keysKnownAtMs: undefined };
    await world.orders.write(nextRecord(version, undefined, times), undefined);
    return world;
  }

  test('that would prolong it is rejected at once, and told what to do instead', async () => {
    for (const to of [5, null]) {
      const { take, waiting, receipts } = await standing(-1);
      expect(await take(changeAsSent(1, { version: 2, period: period(to) }))).toEqual([
        {
          changeId: changeIdOf(1),
          status: 'rejected',
          problems: [
            {
              pointer: '/changes/0/order/period/to',
              detail: expect.stringContaining('send a new order that continues this one'),
            },
          ],
        },
      ]);
      expect(receipts.all()).toMatchObject([
        { status: 'rejected', problems: [{ pointer: '/order/period/to' }] },
      ]);
      expect(waiting('impositions')).toEqual([]);
    }
  });

  test.each<[string, number, Partial<OrderTerms>, Record<string, unknown>]>([
    ['keeps the end that has passed', -1, {}, { version: 2, period: period(-1) }],
    ['makes the end earlier', -1, {}, { version: 2, period: period(-2) }],
    [
      'leaves the end of a continued order open',
      -1,
      { continues: 'ord-0' as OrderId },
      { version: 2, period: period(null) },
    ],
    ['prolongs it while it runs', 1, {}, PROLONGING],
    ['is of an order that was released', -1, { status: 'released' }, PROLONGING],
    ['suspends it', -1, {}, { ...PROLONGING, status: 'suspended' }],
    ['releases it', -1, {}, { ...PROLONGING, ...RELEASED }],
    ['is its first version', -1, {}, { version: 1, period: period(5) }],
  ])('is accepted if it %s', async (_, toHours, terms, overrides) => {
    const { take } = await standing(toHours, terms);
    expect(await take(changeAsSent(1, overrides))).toMatchObject([{ status: 'accepted' }]);
  });

  test('that a newer version governs over is accepted, and that says the same version is not', async () => {
    const { take, orders } = await standing(-1);
    const stored = (await orders.get('ord-1' as OrderId)) as OrderRecord;
    const version = orderVersion({ version: 3, toMs: NOW_MS - HOUR_MS });
    await orders.write(
      nextRecord(version, stored, { appliedAtMs: NOW_MS, keysKnownAtMs: undefined }),
      stored,
    );
    expect(await take(changeAsSent(1, PROLONGING))).toMatchObject([{ status: 'accepted' }]);
    const twin = { ...changeAsSent(1, { ...PROLONGING, version: 3 }), changeId: changeIdOf(2) };
    expect(await take(twin)).toMatchObject([{ status: 'rejected' }]);
  });

  test('that was taken while it ran is the same change when it is sent again', async () => {
    const { take, clock, waiting } = await standing(1);
    expect(await take(changeAsSent(1, PROLONGING))).toMatchObject([{ status: 'accepted' }]);
    clock.nowMs += 2 * HOUR_MS;
    expect(await take(changeAsSent(1, PROLONGING))).toMatchObject([{ status: 'accepted' }]);
    expect(waiting('impositions').map(({ change }) => change.acceptedAtMs)).toEqual([NOW_MS, NOW_MS]);
  });

  test('of an order that there is not is accepted, and many of them take one read', async () => {
    const reads: (readonly string[])[] = [];
    const orders = {
      getMany: async (orderIds: readonly OrderId[]) => {
        reads.push(orderIds);
        return [];
      },
    };
    const { take } = intake({ orders });
    const changes = [2, 3, 3].map((version, n) =>
      changeAsSent(n + 1, { version, orderId: `ord-${version}` }),
    );
    const results = await take(...changes, changeAsSent(4), changeAsSent(5, { version: 2, ...RELEASED }));
    expect(results.map(({ status }) => status)).toEqual(Array(5).fill('accepted'));
    expect(reads).toEqual([['ord-2', 'ord-3']]);
  });

  test('cannot be judged while the orders cannot be read, which holds up no release and no first version', async () => {
    const orders = { getMany: () => Promise.reject(new Error('the orders are down')) };
    const { take, waiting } = intake({ orders });
    const sent = [
      changeAsSent(1, PROLONGING),
      changeAsSent(2, { version: 2, ...RELEASED }),
      changeAsSent(3),
      changeAsSent(4, { version: 2, status: 'suspended' }),
    ];
    await expect(take(...sent)).rejects.toThrow('the orders are down');
    expect(orderIds(waiting('releases'))).toEqual(['ord-2', 'ord-4']);
    expect(orderIds(waiting('impositions'))).toEqual(['ord-3']);
    const calm = intake({ orders });
    expect(await calm.take(...sent.slice(1))).toMatchObject(Array(3).fill({ status: 'accepted' }));
  });
});
