import { describe, expect, test } from 'vitest';
import { createMemoryInterceptions } from '../../../shared/adapters/memory/interceptions.ts';
import { createMemoryNotices } from '../../../shared/adapters/memory/notices.ts';
import type {
  CheckId,
  DecisionId,
  OperatorId,
  OrderId,
  RedressReference,
} from '../../../shared/contracts/ids.ts';
import { notifyEnd } from '../../../shared/notices/notify-end.ts';

const orderId = 'ord-1' as OrderId;

async function worldWithDenials(...denials: readonly [operator: string, decision: string][]) {
  const interceptions = createMemoryInterceptions();
  const notices = createMemoryNotices();
  for (const [operator, decision] of denials) {
    await interceptions.record({
      orderId,
      operatorId: operator as OperatorId,
      decisionId: decision as DecisionId,
      sector: 'rail',
      productClass: 'rail.g-train',
      checkpoint: 'sale',
      firstAtMs: 1,
      redressReference: 'rdr_1' as RedressReference,
      lastCheckId: 'chk_1' as CheckId,
    });
  }
  return { interceptions, notices };
}

describe('the end of an order', () => {
  test('leads to one notice for each operator, with its own decisions and no one else’s', async () => {
    const world = await worldWithDenials(['rail-a', 'dec_2'], ['rail-a', 'dec_1'], ['air-b', 'dec_3']);
    await notifyEnd(orderId, 'order-ended', 10, world);
    expect(await world.notices.listPending('rail-a' as OperatorId)).toMatchObject([
      { decisionIds: ['dec_1', 'dec_2'] },
    ]);
    expect(await world.notices.listPending('air-b' as OperatorId)).toMatchObject([
      { decisionIds: ['dec_3'] },
    ]);
  });

  test('that is delivered again later notifies no one twice: the id is constant', async () => {
    const world = await worldWithDenials(['rail-a', 'dec_1']);
    await notifyEnd(orderId, 'order-ended', 10, world);
    const [first] = await world.notices.listPending('rail-a' as OperatorId);
    await notifyEnd(orderId, 'order-ended', 99_999, world);
    expect(await world.notices.listPending('rail-a' as OperatorId)).toEqual([first]);
  });

  test('tells of a decision again that was made again after an earlier end, and of no other', async () => {
    const world = await worldWithDenials(['rail-a', 'dec_1'], ['rail-a', 'dec_2']);
    await notifyEnd(orderId, 'order-expired', 10, world);
    const again = { checkpoint: 'sale', lastCheckId: 'chk_2' as CheckId, atMs: 20, notBeforeMs: 0 } as const;
    const repeated = { orderId, operatorId: 'rail-a' as OperatorId, decisionId: 'dec_2' as DecisionId };
    await world.interceptions.countAgain(repeated, again);
    for (const nowMs of [30, 99_999]) await notifyEnd(orderId, 'order-ended', nowMs, world);
    expect(world.notices.all().map(({ reason, decisionIds }) => ({ reason, decisionIds }))).toEqual([
      { reason: 'order-expired', decisionIds: ['dec_1', 'dec_2'] },
      { reason: 'order-ended', decisionIds: ['dec_2'] },
    ]);
  });

  test('under which nobody was denied makes no notice', async () => {
    const world = await worldWithDenials();
    await notifyEnd(orderId, 'order-ended', 10, world);
    expect(world.notices.all()).toEqual([]);
  });
});
