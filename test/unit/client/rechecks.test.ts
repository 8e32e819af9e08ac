import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createRecheckQueue } from '../../../shared/client/index.ts';
import {
  allowAll,
  checkAnswer,
  createClientWorld,
  denial,
  passengers,
  refsOf,
  reset,
  status,
  TRAIN,
} from './client-world.ts';

async function withWaiting(sales = 3) {
  const world = createClientWorld();
  const queue = createRecheckQueue(world.client);
  world.answer(reset);
  for (let sale = 1; sale <= sales; sale++) {
    const subjects = passengers(2).map((one) => ({ ...one, ref: `s${sale}-${one.ref}` }));
    const check = await world.clock.run(world.client.check(TRAIN, subjects));
    expect(queue.add({ label: `sale-${sale}`, purchase: TRAIN, subjects }, check)).toBe(2);
  }
  await world.clock.pass(10_000);
  return { ...world, queue };
}

describe('the queue of re-checks', () => {
  test('takes those who are undetermined, and nobody else', async () => {
    const { client, answer, clock } = createClientWorld();
    const queue = createRecheckQueue(client);
    answer(() =>
      checkAnswer([
        { ref: 'p1', decision: 'allow' },
        denial('p2'),
        { ref: 'p3', decision: 'undetermined', fallback: 'hold' },
      ]),
    );
    const check = await clock.run(client.check(TRAIN, passengers(3)));
    expect(queue.add({ label: 'sale-1', purchase: TRAIN, subjects: passengers(3) }, check)).toBe(1);
    expect(queue.pending()).toEqual([{ label: 'sale-1', purchase: TRAIN, refs: ['p3'] }]);
  });

  test('checks all again when the service is back, in the sequence in which they came', async () => {
    const { queue, answer, clock, seen } = await withWaiting();
    answer((request) =>
      checkAnswer(refsOf(request).map((ref) => (ref === 's2-p1' ? denial(ref) : { ref, decision: 'allow' }))),
    );
    const from = seen.length;
    const round = await clock.run(queue.recheckAll());
    expect(seen.slice(from).map((request) => refsOf(request)[0])).toEqual(['s1-p1', 's2-p1', 's3-p1']);
    expect(round).toMatchObject({ waiting: 0 });
    expect(round.rechecks).toMatchObject([
      { kind: 'decided', label: 'sale-1' },
      {
        kind: 'decided',
        label: 'sale-2',
        check: { results: [{ decision: 'deny', decisionId: 'dec_s2-p1' }, { decision: 'allow' }] },
      },
      { kind: 'decided', label: 'sale-3' },
    ]);
    expect(await queue.recheckAll()).toEqual({ rechecks: [], waiting: 0 });
  });

  test('stops at the first sale for which the service is not back, and loses nobody', async () => {
    const { queue, answer, clock, seen } = await withWaiting();
    answer(allowAll, reset);
    const from = seen.length;
    const round = await clock.run(queue.recheckAll());
    expect(round.rechecks.map(({ label }) => label)).toEqual(['sale-1']);
    expect(round.waiting).toBe(4);
    expect(seen.slice(from).filter((request) => refsOf(request)[0] === 's3-p1')).toEqual([]);
    answer(allowAll);
    await clock.pass(10_000);
    expect((await clock.run(queue.recheckAll())).rechecks.map(({ label }) => label)).toEqual([
      'sale-2',
      'sale-3',
    ]);
  });

  test('keeps who is still undetermined and goes on with the others', async () => {
    const { queue, answer, clock } = await withWaiting();
    answer((request) =>
      checkAnswer(
        refsOf(request).map((ref) =>
          ref.startsWith('s1')
            ? { ref, decision: 'undetermined', fallback: 'hold' }
            : { ref, decision: 'allow' },
        ),
      ),
    );
    const round = await clock.run(queue.recheckAll());
    expect(round.rechecks.map(({ label }) => label)).toEqual(['sale-2', 'sale-3']);
    expect(queue.pending().map(({ label }) => label)).toEqual(['sale-1']);
  });

  test('hands back whom the service refuses for good, and checks the others of the sale', async () => {
    const { queue, answer, clock } = await withWaiting(2);
    answer(
      status(422, {}, { errors: [{ pointer: '/subjects/1/documents/0/number', detail: 'is wrong' }] }),
      allowAll,
    );
    const round = await clock.run(queue.recheckAll());
    expect(round.rechecks).toMatchObject([
      { kind: 'invalid', label: 'sale-1', error: { problems: [{ ref: 's1-p2' }] } },
      { kind: 'decided', label: 'sale-1', check: { results: [{ ref: 's1-p1', decision: 'allow' }] } },
      { kind: 'decided', label: 'sale-2' },
    ]);
    expect(round.waiting).toBe(0);
  });

  test('hands back a sale whose purchase the service refuses, and asks no second time', async () => {
    const { queue, answer, clock, seen } = await withWaiting(2);
    answer(status(422, {}, { errors: [{ pointer: '/purchase/seat', detail: 'is wrong' }] }), allowAll);
    const from = seen.length;
    const round = await clock.run(queue.recheckAll());
    expect(round.rechecks.map(({ kind, label }) => [kind, label])).toEqual([
      ['invalid', 'sale-1'],
      ['decided', 'sale-2'],
    ]);
    expect([round.waiting, seen.length - from]).toEqual([0, 2]);
  });

  test('stops, and keeps everybody, when the client itself is refused', async () => {
    const { queue, answer, clock } = await withWaiting(2);
    answer(status(403));
    const round = await clock.run(queue.recheckAll());
    expect(round).toMatchObject({ rechecks: [], waiting: 4, stoppedBy: { name: 'Forbidden' } });
  });

  test('runs one round at a time, and keeps what comes in meanwhile', async () => {
    const { queue, answer, clock, client } = await withWaiting(1);
    answer(reset);
    const late = passengers(1).map((one) => ({ ...one, ref: 'late' }));
    const lateCheck = await clock.run(client.check(TRAIN, late));
    await clock.pass(10_000);
    answer(allowAll);
    const [first, second] = [queue.recheckAll(), queue.recheckAll()];
    queue.add({ label: 'late', purchase: TRAIN, subjects: late }, lateCheck);
    expect(await clock.run(first)).toBe(await second);
    expect(queue.pending().map(({ label }) => label)).toEqual(['late']);
  });

  test('is bounded', async () => {
    const { client, clock, answer } = createClientWorld();
    const queue = createRecheckQueue(client, { capacity: 1 });
    answer(reset);
    const subjects = passengers(2);
    const check = await clock.run(client.check(TRAIN, subjects));
    expect(() => queue.add({ label: 'sale', purchase: TRAIN, subjects }, check)).toThrow(RangeError);
    expect(queue.pending()).toEqual([]);
  });

  test('shows no document to whoever prints it', async () => {
    const { queue } = await withWaiting(1);
    expect(`${inspect(queue, { depth: 9, showHidden: true })}${JSON.stringify(queue.pending())}`).not.toMatch(
      /\d{15}/,
    );
  });
});
