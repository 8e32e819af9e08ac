import { describe, expect, test } from 'vitest';
import { formatInstant } from '../../../shared/contracts/time.ts';
import { writeQueuedChange } from '../../../shared/orders/queued-change.ts';
import { changeAsSent, changeIdOf, documentAsSent, NOW_MS, queued } from '../../unit/orders/fixtures.ts';
import { eventOf, memoryWorld, read, send } from './world.ts';

const bodyOf = (...sketch: Parameters<typeof queued>) => writeQueuedChange(queued(...sketch));

describe('a batch of messages', () => {
  test('with poison among good ones applies the good ones and reports the poison alone', async () => {
    const { sync, register, logger } = memoryWorld();
    const good = [1, 2, 3].map((n) => bodyOf({ order: `ord-${n}`, change: n, keys: [n] }));
    const poison = ['', '{', 'null', '{}', (good[0] as string).replace('"version":1', '"version":"one"')];
    const { batchItemFailures } = await sync(
      eventOf([good[0], poison[0], poison[1], good[1], poison[2], poison[3], poison[4], good[2]] as string[]),
    );
    const reported = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    expect(reported).toEqual([1, 2, 4, 5, 6].map((n) => `message-${n}`));
    expect(register.orders.all().map(({ orderId }) => orderId)).toEqual(['ord-1', 'ord-2', 'ord-3']);
    expect(logger.lines.filter(({ code }) => code === 'change.poison').map(({ fields }) => fields)).toEqual(
      reported.map((messageId) => ({ messageId })),
    );
  });

  test('with a change that cannot be applied now reports that one for another delivery', async () => {
    const world = memoryWorld();
    const orders = {
      ...world.register.orders,
      write: (...args: Parameters<typeof world.register.orders.write>) =>
        args[0].orderId === 'ord-2'
          ? Promise.reject(new Error('down'))
          : world.register.orders.write(...args),
    };
    const { sync, logger } = memoryWorld({ ...world.register, orders });
    const bodies = [1, 2, 3].map((n) => bodyOf({ order: `ord-${n}`, change: n, keys: [n] }));
    expect(await sync(eventOf(bodies))).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
    expect(logger.lines.map(({ level, code }) => [level, code])).toEqual([
      ['info', 'change.applied'],
      ['error', 'change.failed'],
      ['info', 'change.applied'],
    ]);
  });

  test('that is empty is acknowledged', async () => {
    expect(await memoryWorld().sync(eventOf([]))).toEqual({ batchItemFailures: [] });
  });

  test('with superseded and refused changes acknowledges them', async () => {
    const { sync, logger } = memoryWorld();
    const bodies = [
      bodyOf({ version: 2, status: 'released' }),
      bodyOf({ version: 1 }),
      bodyOf({ version: 3 }),
    ];
    expect(await sync(eventOf(bodies))).toEqual({ batchItemFailures: [] });
    expect(logger.lines.map(({ code }) => code)).toEqual([
      'change.applied',
      'change.superseded',
      'change.rejected',
    ]);
  });
});

describe('what the court reads', () => {
  test('is the document as sent, since when it holds, and how it came about', async () => {
    const { app, sync, memoryQueue } = memoryWorld();
    await send(app, [changeAsSent(1)]);
    await sync(eventOf(memoryQueue.take('impositions')));
    await send(app, [
      changeAsSent(2, { orderId: 'ord-1', version: 2, status: 'released', endReason: 'settled' }),
    ]);
    await sync(eventOf(memoryQueue.take('releases')));

    const at = formatInstant(NOW_MS);
    const effectiveAt = formatInstant(NOW_MS + 6_000);
    expect(await read(app, '/v1/orders/ord-1')).toEqual({
      status: 200,
      body: {
        ...documentAsSent({ version: 2, status: 'released', endReason: 'settled' }),
        effectiveAt: at,
        history: [
          {
            version: 1,
            changeId: changeIdOf(1),
            status: 'active',
            acceptedAt: at,
            appliedAt: at,
            effectiveAt,
          },
          {
            version: 2,
            changeId: changeIdOf(2),
            status: 'released',
            endReason: 'settled',
            acceptedAt: at,
            appliedAt: at,
            effectiveAt: at,
          },
        ],
      },
    });
    expect((await read(app, `/v1/list-changes/${changeIdOf(1)}`, 'write')).body).toEqual({
      changeId: changeIdOf(1),
      orderId: 'ord-1',
      version: 1,
      status: 'applied',
      appliedAt: at,
      effectiveAt,
    });
  });
});
