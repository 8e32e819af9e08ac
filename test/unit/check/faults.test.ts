import { describe, expect, test } from 'vitest';
import type { CheckEngineDependencies } from '../../../shared/check/check-engine.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import type { Sequence } from '../../../shared/filter/ports.ts';
import { createCheckWorld, FLIGHT, G_TRAIN, HARD_SEAT, LISTED, UNLISTED } from '../../support/check-world.ts';

const down = () => Promise.reject(new DependencyUnavailable('dynamodb', 'down'));
const hanging = () => new Promise<never>(() => {});
const soon = () => AbortSignal.timeout(30);

describe('when the register cannot be read', () => {
  const faults: Record<string, Partial<CheckEngineDependencies>> = {
    'because pointers cannot be read': { pointers: { findOrderIds: down } },
    'because orders cannot be read': { orders: { get: down, getMany: down } },
    'because the read hangs past the time limit': {
      pointers: { findOrderIds: hanging },
      startDeadline: soon,
    },
    'because the secret cannot be had': {
      lookup: () => Promise.reject(new DependencyUnavailable('secrets', 'down')),
    },
    'because the secret does not come within the time limit': { lookup: hanging, startDeadline: soon },
  };

  test.each(Object.keys(faults))('the answer is undetermined, %s', async (name) => {
    const world = createCheckWorld(faults[name]);
    await world.impose();
    expect(await world.checkOne(G_TRAIN)).toEqual({
      ref: 'p1',
      decision: 'undetermined',
      fallback: 'proceed-and-recheck',
      customerNotice: { en: expect.any(String), 'zh-CN': expect.any(String) },
    });
    expect(world.undetermined).toHaveLength(1);
    expect(world.interceptions.all()).toEqual([]);
  });

  test('what the policy does not restrict is allowed all the same', async () => {
    const world = createCheckWorld({ lookup: hanging, pointers: { findOrderIds: down } });
    expect(await world.checkOne(HARD_SEAT)).toEqual({ ref: 'p1', decision: 'allow' });
  });

  test('the fallback is the sector’s: goods that can wait are held', async () => {
    const world = createCheckWorld({ pointers: { findOrderIds: down } });
    await world.impose({ items: ['property', 'vehicle'] });
    for (const purchase of [
      { sector: 'property', transaction: 'purchase' },
      { sector: 'vehicle', businessUse: false },
    ]) {
      expect(await world.checkOne(purchase)).toMatchObject({ decision: 'undetermined', fallback: 'hold' });
    }
  });

  test('one subject’s fault leaves the others their answers', async () => {
    const healthy = createCheckWorld();
    await healthy.impose();
    const world = createCheckWorld({
      orders: healthy.orders,
      pointers: {
        findOrderIds: (keys) => (keys.length === 2 ? down() : healthy.pointers.findOrderIds(keys)),
      },
    });
    world.setView({ kind: 'usable', sequence: 1 as Sequence, ageMs: 0, mayContain: () => true });
    const { results } = await world.check(G_TRAIN, [
      { ref: 'a', documents: [UNLISTED] },
      { ref: 'b', documents: [UNLISTED, LISTED] },
      { ref: 'c', documents: [LISTED] },
    ]);
    expect(results.map(({ decision }) => decision)).toEqual(['allow', 'undetermined', 'deny']);
  });

  test('a defect of ours is not disguised as one of the register', async () => {
    const world = createCheckWorld({
      pointers: { findOrderIds: () => Promise.reject(new TypeError('a defect')) },
    });
    await world.impose();
    await expect(world.checkOne(G_TRAIN)).rejects.toThrow(TypeError);
  });
});

describe('when a denial cannot be recorded', () => {
  test('it is not made: the operator would never learn of the release', async () => {
    const world = createCheckWorld();
    await world.impose();
    const failing = createCheckWorld({
      orders: world.orders,
      pointers: world.pointers,
      interceptions: { ...world.interceptions, record: down },
    });
    failing.setView({ kind: 'usable', sequence: 1 as Sequence, ageMs: 0, mayContain: () => true });
    expect(await failing.checkOne(FLIGHT)).toMatchObject({ decision: 'undetermined' });
  });

  test('and neither is it when the second read fails', async () => {
    const world = createCheckWorld();
    await world.impose();
    const failing = createCheckWorld({
      orders: { getMany: world.orders.getMany, get: down },
      pointers: world.pointers,
    });
    failing.setView({ kind: 'usable', sequence: 1 as Sequence, ageMs: 0, mayContain: () => true });
    expect(await failing.checkOne(FLIGHT)).toMatchObject({ decision: 'undetermined' });
  });

  test('a denial stands although its record for the report of the outcome is lost', async () => {
    const world = createCheckWorld({ effects: { put: down } });
    await world.impose();
    expect(await world.checkOne(FLIGHT)).toMatchObject({ decision: 'deny' });
  });
});

describe('when the filter may not say no', () => {
  test.each(['cold', 'stale', 'clock-went-back', 'behind-required-snapshot'] as const)(
    'because it is %s, everyone is read in the register, and what is told is of this moment',
    async (reason) => {
      const world = createCheckWorld();
      await world.impose();
      world.setView({ kind: 'unusable', reason, sequence: 7 as Sequence, ageMs: 90_000 });
      const answer = await world.check(G_TRAIN, [
        { ref: 'a', documents: [LISTED] },
        { ref: 'b', documents: [UNLISTED] },
      ]);
      expect(answer.results.map(({ decision }) => decision)).toEqual(['deny', 'allow']);
      expect(answer.asOf).toEqual({ seq: 7, ageMs: 0 });
    },
  );

  test('and the register cannot be read either, nobody is allowed in silence', async () => {
    const world = createCheckWorld({ pointers: { findOrderIds: down } });
    world.setView({ kind: 'unusable', reason: 'stale', sequence: 7 as Sequence, ageMs: 90_000 });
    expect(await world.checkOne(G_TRAIN, { documents: [UNLISTED] })).toMatchObject({
      decision: 'undetermined',
    });
  });
});

test('the time limit counts from the arrival of the request', async () => {
  const spent: number[] = [];
  const world = createCheckWorld({
    startDeadline: (spentMs) => {
      spent.push(spentMs);
      return new AbortController().signal;
    },
  });
  await world.impose();
  const original = world.clock.monotonicMs;
  let readings = 0;
  world.clock.monotonicMs = () => original() + 40 * readings++;
  await world.checkOne(G_TRAIN);
  expect(spent).toEqual([40]);
});
