import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMemoryInterceptions } from '../../../shared/adapters/memory/interceptions.ts';
import { createMemoryOrders } from '../../../shared/adapters/memory/orders.ts';
import { createMemoryPointers } from '../../../shared/adapters/memory/pointers.ts';
import { createMemoryRetention } from '../../../shared/adapters/memory/retention.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { formatSubjectKey, type SubjectKey } from '../../../shared/identity/subject-key.ts';
import type { OrderRecord, OrderTerms } from '../../../shared/orders/order.ts';
import { expiresAtS, LATE_CHANGE_MS, settledAtMs } from '../../../shared/retention/periods.ts';
import type { EndedOrderStore } from '../../../shared/retention/ports.ts';
import { retainOrder } from '../../../shared/retention/retain-order.ts';
import { endedOrder, interceptionOf, KEY, KEY_TEXT, ORDER_ID } from './fixtures.ts';

const DAY_MS = 86_400_000;
const OTHER_KEY = new Uint8Array(16).fill(6) as SubjectKey;
const OTHER_TEXT = formatSubjectKey(OTHER_KEY);
const pointerOf = (text: string) => `pointer ${text} ${ORDER_ID}`;

/** The register with one order, two denials under it and pointers of both documents. */
async function world(order = endedOrder()) {
  const interceptions = createMemoryInterceptions();
  const pointers = createMemoryPointers();
  const orders = createMemoryOrders();
  await interceptions.record(interceptionOf('dec_1'));
  await interceptions.record(interceptionOf('dec_2'));
  await pointers.put(ORDER_ID, [KEY, OTHER_KEY]);
  await orders.write(order, undefined);
  const retention = createMemoryRetention({ interceptions, pointers, orders });
  return {
    order,
    orders,
    retention,
    ends: () => Object.fromEntries(retention.ends()),
    retain: (record: OrderRecord, nowMs: number, store: EndedOrderStore = retention) =>
      retainOrder(record, nowMs, { orders, retention: store }),
    async replace(next: OrderRecord) {
      await orders.write(next, await orders.get(ORDER_ID));
    },
  };
}

const endedAtMs = endedOrder().history[1]?.appliedAtMs as number;
const END_MS = endedOrder().appliedAtMs + 10 * DAY_MS;
const SETTLED_MS = settledAtMs(END_MS);

/** An order in force in its second version, with ends as its versions stated them. */
function living(terms: Partial<OrderTerms> = {}, more: Partial<OrderRecord> = {}): OrderRecord {
  const order = endedOrder({ status: 'active', period: { fromMs: 0, toMs: END_MS }, ...terms });
  const { version, changeId, acceptedAtMs } = order;
  return {
    ...order,
    history: order.history.map((entry) => ({ ...entry, status: 'active' })),
    ends: [{ version, changeId, acceptedAtMs, toMs: order.terms.period.toMs }],
    revision: version,
    ...more,
  };
}

/** The next version, which prolongs the order although its period is over. */
function prolonged(order: OrderRecord): OrderRecord {
  const toMs = END_MS + 365 * DAY_MS;
  const changeId = 'change-3' as OrderRecord['changeId'];
  return {
    ...order,
    version: 3,
    changeId,
    terms: { ...order.terms, period: { fromMs: 0, toMs } },
    ends: [...(order.ends ?? []), { version: 3, changeId, acceptedAtMs: END_MS - 1, toMs }],
    revision: 3,
  };
}

/** What hangs on the order when its end is counted from the given time. */
function allEnds(fromMs: number, keys: readonly string[] = [KEY_TEXT], pointersFromMs = fromMs) {
  const evidence = expiresAtS('order', fromMs);
  return {
    [`interception ${ORDER_ID} dec_1`]: evidence,
    [`interception ${ORDER_ID} dec_2`]: evidence,
    [`allowances ${ORDER_ID}`]: evidence,
    ...Object.fromEntries(keys.map((key) => [pointerOf(key), expiresAtS('pointer', pointersFromMs)])),
    [`order ${ORDER_ID}`]: evidence,
  };
}

describe('an order that was ended by an act', () => {
  test('gives what hangs on it its end, counted from when it first ended', async () => {
    const { order, retain, ends } = await world();
    expect(await retain(order, endedAtMs)).toBe('ended');
    expect(ends()).toEqual(allEnds(endedAtMs));
  });

  test('gives the same ends however often, and after a later version of it', async () => {
    const { order, retain, ends } = await world();
    await retain(order, endedAtMs);
    const first = ends();
    await retain(order, endedAtMs + DAY_MS);
    const [, released] = order.history;
    const cancelled = {
      ...order,
      version: 3,
      history: [
        ...order.history,
        { ...(released as object), version: 3, status: 'cancelled', appliedAtMs: 9e12 },
      ],
    } as typeof order;
    await retain(cancelled, 9e12);
    expect(ends()).toEqual(first);
  });

  test('gives the pointers of documents that it had dropped before their end too', async () => {
    const order = { ...endedOrder(), formerKeys: [OTHER_TEXT] };
    const { retain, ends } = await world(order);
    await retain(order, endedAtMs);
    expect(ends()).toEqual(allEnds(endedAtMs, [KEY_TEXT, OTHER_TEXT]));
  });

  test('leaves a fault to be repeated, with the order still without its end', async () => {
    const { order, retain, retention, ends } = await world();
    const failing = {
      ...retention,
      expirePointers: () => Promise.reject(new DependencyUnavailable('dynamodb', 'down')),
    };
    await expect(retain(order, endedAtMs, failing)).rejects.toThrow(DependencyUnavailable);
    expect(ends()).not.toHaveProperty([`order ${ORDER_ID}`]);
    await retain(order, endedAtMs);
    expect(ends()).toEqual(allEnds(endedAtMs));
  });
});

describe('an order that ended with its period alone', () => {
  test.each(['active', 'suspended'] as const)(
    'is %s and keeps everything while a change from before the end can arrive',
    async (status) => {
      const order = living({ status }, { history: endedOrder().history.slice(0, 1) });
      const { retain, ends } = await world(order);
      expect(await retain(order, END_MS - 1)).toBe('lives');
      expect(await retain(order, SETTLED_MS - 1)).toBe('lives');
      expect(ends()).toEqual({});
    },
  );

  test('without an end is never over', async () => {
    const order = living({ period: { fromMs: 0, toMs: null } });
    const { retain, ends } = await world(order);
    expect(await retain(order, 9e14)).toBe('lives');
    expect(ends()).toEqual({});
  });

  test('is kept from the end of its period on as one that was ended by an act', async () => {
    const { order, retain, ends } = await world(living());
    expect(await retain(order, SETTLED_MS)).toBe('over');
    expect(ends()).toEqual(allEnds(END_MS, [KEY_TEXT], SETTLED_MS));
    await retain(order, SETTLED_MS + DAY_MS);
    expect(ends()).toEqual(allEnds(END_MS, [KEY_TEXT], SETTLED_MS));
  });

  test('is kept from the act on when the court releases it afterwards, whichever is seen to first', async () => {
    const released = { ...endedOrder({ period: { fromMs: 0, toMs: END_MS } }), version: 3, revision: 3 };
    const releasedAtMs = SETTLED_MS + DAY_MS;
    const history = released.history.map((entry) =>
      entry.status === 'released' ? { ...entry, appliedAtMs: releasedAtMs } : entry,
    );
    const after = { ...released, history };
    const evidence = expiresAtS('order', releasedAtMs);

    const releaseFirst = await world(living());
    const expireOrder: EndedOrderStore['expireOrder'] = async (...args) => {
      await releaseFirst.retention.expireOrder(...args);
      await releaseFirst.replace(after);
    };
    await releaseFirst.retain(living(), SETTLED_MS, { ...releaseFirst.retention, expireOrder });

    const releaseLater = await world(living());
    await releaseLater.retain(living(), SETTLED_MS);
    await releaseLater.replace(after);
    await releaseLater.retain(after, releasedAtMs);

    for (const { ends } of [releaseFirst, releaseLater])
      expect(ends()).toMatchObject({
        [`interception ${ORDER_ID} dec_1`]: evidence,
        [`order ${ORDER_ID}`]: evidence,
      });
  });
});

describe('an order that was given its ends and is prolonged by a late change all the same', () => {
  test('gets them taken off by the version that prolongs it', async () => {
    const { order, retain, replace, ends } = await world(living());
    await retain(order, SETTLED_MS);
    const later = prolonged(order);
    await replace(later);
    expect(await retain(later, SETTLED_MS + DAY_MS)).toBe('lives');
    expect(ends()).toEqual({ [`order ${ORDER_ID}`]: expect.any(Number) });
  });

  test('also by a version that does not govern, and although it has but one version', async () => {
    const first = living({}, { history: endedOrder().history.slice(0, 1) });
    const { retain, replace, ends } = await world(first);
    await retain(first, SETTLED_MS);
    const later = { ...prolonged(first), version: first.version, changeId: first.changeId };
    await replace(later);
    expect(await retain(later, SETTLED_MS + DAY_MS)).toBe('lives');
    expect(ends()).toEqual({ [`order ${ORDER_ID}`]: expect.any(Number) });
  });

  test.each(['expireInterceptions', 'expireAllowances', 'expirePointers', 'expireOrder'] as const)(
    'has none when the version is written just before %s: the order is read again',
    async (step) => {
      const { order, retain, replace, retention, ends } = await world(living());
      const racing: EndedOrderStore = {
        ...retention,
        async [step](...args: never[]) {
          await replace(prolonged(order));
          await (retention[step] as (...args: never[]) => Promise<void>)(...args);
        },
      };
      expect(await retain(order, SETTLED_MS, racing)).toBe('lives');
      expect(ends()).toEqual({});
    },
  );
});

describe('documents that a version drops', () => {
  const drops = living({ period: { fromMs: 0, toMs: null } }, { keys: [KEY_TEXT], formerKeys: [OTHER_TEXT] });
  const pointerEnd = expiresAtS('pointer', drops.appliedAtMs);
  /** The next version, which names both documents. */
  const names: OrderRecord = {
    ...drops,
    version: 3,
    changeId: 'change-3' as OrderRecord['changeId'],
    keys: [KEY_TEXT, OTHER_TEXT],
    formerKeys: [],
    revision: 3,
  };

  test('have their pointers removed a month after it, the others stay', async () => {
    const { order, retain, ends } = await world(drops);
    expect(await retain(order, order.appliedAtMs)).toBe('lives');
    expect(ends()).toEqual({ [pointerOf(OTHER_TEXT)]: pointerEnd });
  });

  test('are not kept longer by later versions', async () => {
    const { order, retain, replace, ends } = await world(drops);
    await retain(order, order.appliedAtMs);
    const later = { ...order, version: 3, revision: 3, appliedAtMs: order.appliedAtMs + 20 * DAY_MS };
    await replace(later);
    await retain(later, later.appliedAtMs);
    expect(ends()).toEqual({ [pointerOf(OTHER_TEXT)]: pointerEnd });
  });

  test('keep them for as long as a change can wait, also when the version that dropped them is old', async () => {
    const { order, retain, ends } = await world(drops);
    const nowMs = order.appliedAtMs + 400 * DAY_MS;
    await retain(order, nowMs);
    expect(ends()).toEqual({ [pointerOf(OTHER_TEXT)]: expiresAtS('pointer', nowMs) });
  });

  test('have their pointers again when a later version names them', async () => {
    const { order, retain, replace, ends } = await world(drops);
    await retain(order, order.appliedAtMs);
    await replace(names);
    await retain(names, names.appliedAtMs);
    expect(ends()).toEqual({});
  });

  test('have them although that version is written while the ends are being set', async () => {
    const { order, retain, replace, retention, ends } = await world(drops);
    const racing: EndedOrderStore = {
      ...retention,
      async expirePointers(...args) {
        await replace(names);
        await retention.expirePointers(...args);
      },
    };
    await retain(order, order.appliedAtMs, racing);
    expect(ends()).toEqual({});
  });

  test('of a version that is replaced over and over are seen to on the next delivery', async () => {
    const { order, orders, retention } = await world(drops);
    let revision = 10;
    const restless = { get: async () => ({ ...order, revision: revision++ }) };
    await expect(retainOrder(order, order.appliedAtMs, { orders: restless, retention })).rejects.toThrow(
      DependencyUnavailable,
    );
    expect(await orders.get(ORDER_ID)).toBeDefined();
  });
});

describe('consequences that were slow', () => {
  const open = { fromMs: 0, toMs: null };

  test('leave no pointer of an order without its end that was ended meanwhile', async () => {
    const { order, retain, replace, retention, ends } = await world(living({ period: open }));
    const released = { ...endedOrder(), version: 3, revision: 3 };
    await replace(released);
    await retain(released, endedAtMs);
    await retain(order, endedAtMs, retention);
    expect(ends()).toEqual(allEnds(endedAtMs));
  });

  test('leave no pointer of a document without its end that was dropped meanwhile', async () => {
    const { order, retain, replace, ends } = await world(
      living({ period: open }, { keys: [KEY_TEXT, OTHER_TEXT] }),
    );
    const dropping = { ...order, version: 3, revision: 3, keys: [KEY_TEXT], formerKeys: [OTHER_TEXT] };
    await replace(dropping);
    await retain(dropping, order.appliedAtMs);
    await retain(order, order.appliedAtMs);
    expect(ends()).toEqual({ [pointerOf(OTHER_TEXT)]: expiresAtS('pointer', order.appliedAtMs) });
  });
});

test('a first version in force asks nothing and writes nothing', async () => {
  const order = living({}, { history: endedOrder().history.slice(0, 1) });
  const never = new Proxy({} as EndedOrderStore, {
    get: (_, method) => () => Promise.reject(new Error(String(method))),
  });
  const orders = { get: () => Promise.reject(new Error('get')) };
  expect(await retainOrder(order, END_MS, { orders, retention: never })).toBe('lives');
});

test('whenever versions and ends come, no document of an order in force is left with an end', async () => {
  // A step writes the next version (which documents it names), sees to the consequences of one that was read before,
  // or, as between two reads of the same process, does both at once.
  const step = fc.record({
    names: fc.subarray([KEY_TEXT, OTHER_TEXT], { minLength: 1 }),
    prolongs: fc.boolean(),
    /** Which call of the consequences the next version comes before; none at all, when it is beyond the last. */
    before: fc.integer({ min: 0, max: 6 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), fc.boolean(), async (steps, late) => {
      const nowMs = late ? SETTLED_MS + LATE_CHANGE_MS : END_MS - DAY_MS;
      const { order, orders, retention, ends, replace } = await world(living());
      let current = order;
      const write = async ({ names, prolongs }: (typeof steps)[number]) => {
        const before = current;
        const version = before.version + 1;
        const toMs = prolongs ? nowMs + 365 * DAY_MS : (before.terms.period.toMs as number);
        const changeId = `change-${version}` as OrderRecord['changeId'];
        const named = new Set([...(before.formerKeys ?? []), ...before.keys]);
        current = {
          ...before,
          version,
          changeId,
          terms: { ...before.terms, period: { fromMs: 0, toMs } },
          keys: names,
          formerKeys: [...named].filter((key) => !names.includes(key)),
          ends: [...(before.ends ?? []), { version, changeId, acceptedAtMs: 0, toMs }],
          revision: version,
        };
        await replace(current);
      };
      const unseen: OrderRecord[] = [order];
      for (const one of steps) {
        let calls = 0;
        const racing = new Proxy(retention, {
          get:
            (target, method: keyof EndedOrderStore) =>
            async (...args: never[]) => {
              if (calls++ === one.before) {
                await write(one);
                unseen.push(current);
              }
              return await (target[method] as (...args: never[]) => Promise<void>)(...args);
            },
        });
        await retainOrder(unseen.shift() ?? current, nowMs, { orders, retention: racing });
      }
      for (const version of unseen) await retainOrder(version, nowMs, { orders, retention });

      const { toMs } = current.terms.period;
      if (nowMs >= settledAtMs(toMs as number)) return;
      const named = current.keys.map(pointerOf);
      const { [`order ${ORDER_ID}`]: _replaced, ...left } = ends();
      expect(Object.keys(left).filter((what) => named.includes(what) || !what.startsWith('pointer'))).toEqual(
        [],
      );
    }),
    { numRuns: 200 },
  );
});
