import { describe, expect, test } from 'vitest';
import type { GrantId, OrderId } from '../../../shared/contracts/ids.ts';
import { createCheckWorld, G_TRAIN } from '../../support/check-world.ts';

const orderId = 'ord-1' as OrderId;

/** A world in which something happens to the register at one step of a check. */
async function worldWhere(
  step: 'record' | 'second-read' | 'first-read',
  happens: (world: World) => Promise<void>,
) {
  const world = createCheckWorld();
  await world.impose();
  let pending = true;
  const once = async () => {
    if (!pending) return;
    pending = false;
    await happens(world);
  };
  const { record } = world.interceptions;
  const { get, getMany } = world.orders;
  world.interceptions.record = async (...args) => {
    const recorded = await record(...args);
    if (step === 'record') await once();
    return recorded;
  };
  world.orders.getMany = async (...args) => {
    const orders = await getMany(...args);
    if (step === 'first-read') await once();
    return orders;
  };
  world.orders.get = async (...args) => {
    const order = await get(...args);
    if (step === 'second-read') await once();
    return order;
  };
  return world;
}

type World = ReturnType<typeof createCheckWorld>;
const release = (world: World) => world.impose({ status: 'released', endReason: 'performed' });

describe('a release that comes while a check is running', () => {
  test.each(['first-read', 'record'] as const)(
    'after its %s makes it allow, and no interception stays',
    async (step) => {
      const world = await worldWhere(step, release);
      expect(await world.checkOne(G_TRAIN)).toEqual({ ref: 'p1', decision: 'allow' });
      expect(await world.interceptions.listByOrder(orderId)).toEqual([]);
      expect(world.effects.all()).toEqual([]);
    },
  );

  test('after its second read finds the interception, so that its notice is sent', async () => {
    let found = 0;
    const world = await worldWhere('second-read', async (inside) => {
      await release(inside);
      found = (await inside.interceptions.listByOrder(orderId)).length;
    });
    expect(await world.checkOne(G_TRAIN)).toMatchObject({ decision: 'deny' });
    expect(found).toBe(1);
    expect(await world.checkOne(G_TRAIN)).toMatchObject({ decision: 'allow' });
  });

  test('keeps the interceptions of earlier denials', async () => {
    const world = createCheckWorld();
    await world.impose();
    await world.checkOne(G_TRAIN);
    const { countAgain } = world.interceptions;
    world.interceptions.countAgain = async (...args) => {
      const counted = await countAgain(...args);
      if (counted) await release(world);
      return counted;
    };
    expect(await world.checkOne(G_TRAIN)).toMatchObject({ decision: 'allow' });
    expect(await world.interceptions.listByOrder(orderId)).toMatchObject([{ attempts: 1 }]);
  });

  test('of one of two orders leaves the denial under the other', async () => {
    const world = await worldWhere('record', release);
    await world.impose({}, { orderId: 'ord-2' });
    expect(await world.checkOne(G_TRAIN)).toMatchObject({ decision: 'deny' });
    expect(world.interceptions.all()).toMatchObject([{ orderId: 'ord-2', attempts: 1 }]);
  });
});

test('documents that are cleared while a check is running make it allow, and no interception stays', async () => {
  for (const step of ['first-read', 'record'] as const) {
    const world = await worldWhere(step, (inside) => inside.impose({}, { documents: [] }));
    expect(await world.checkOne(G_TRAIN)).toEqual({ ref: 'p1', decision: 'allow' });
    expect(await world.interceptions.listByOrder(orderId)).toEqual([]);
  }
});

describe('a grant that comes while a check is running', () => {
  test('is used', async () => {
    const world = await worldWhere('record', (inside) =>
      inside.impose({
        grants: [
          {
            grantId: 'g1' as GrantId,
            kind: 'single',
            items: ['rail-emu'],
            fromMs: 0,
            toMs: inside.clock.wallMs() + 1_000,
            uses: 1,
            approvedBy: 'court',
          },
        ],
      }),
    );
    expect(await world.checkOne(G_TRAIN)).toEqual({ ref: 'p1', decision: 'allow' });
    expect(world.interceptions.all()).toEqual([]);
    expect(world.effects.all()).toMatchObject([{ effects: [{ kind: 'reservation' }] }]);
  });
});

test('orders that change at every read end in an answer that claims nothing', async () => {
  const world = createCheckWorld();
  await world.impose();
  const { get } = world.orders;
  world.orders.get = async (...args) => {
    const order = await get(...args);
    return order && { ...order, terms: { ...order.terms, status: 'suspended' } };
  };
  expect(await world.checkOne(G_TRAIN)).toMatchObject({ decision: 'undetermined' });
  expect(world.interceptions.all()).toEqual([]);
});
