import { describe, expect, test } from 'vitest';
import { InvalidRequest } from '../../../shared/client/index.ts';
import {
  type Answer,
  allowAll,
  checkAnswer,
  createClientWorld,
  denial,
  hang,
  passengers,
  refsOf,
  status,
  TRAIN,
} from './client-world.ts';

const failure = async (work: Promise<unknown>) =>
  (await work.then(
    () => undefined,
    (error: unknown) => error,
  )) as InvalidRequest;

describe('a group', () => {
  test('of 230 is asked about in three requests and keeps its sequence', async () => {
    const { client, clock, seen, answer } = createClientWorld();
    let requests = 0;
    // The first request is answered last.
    const later: Answer = async (request) => {
      const number = ++requests;
      await new Promise<void>((resolve) => clock.after(400 - number * 100, resolve));
      const refs = refsOf(request);
      const results = refs.map((ref) => (ref === 'p150' ? denial(ref) : { ref, decision: 'allow' }));
      return checkAnswer(results, { checkId: `chk_${number}` });
    };
    answer(later);
    const group = passengers(230);
    const check = await clock.run(client.check(TRAIN, group));
    expect(seen.map((request) => refsOf(request).length)).toEqual([100, 100, 30]);
    expect(check.results.map(({ ref }) => ref)).toEqual(group.map(({ ref }) => ref));
    expect(check.results.filter(({ decision }) => decision === 'deny').map(({ ref }) => ref)).toEqual([
      'p150',
    ]);
    expect(check.requests.map(({ checkId, refs }) => [checkId, refs.length])).toEqual([
      ['chk_1', 100],
      ['chk_2', 100],
      ['chk_3', 30],
    ]);
    expect(check.results[229]).toMatchObject({ checkId: 'chk_3' });
  });

  test('of 650 is asked about in at most four requests at a time', async () => {
    const { client, clock, seen, answer } = createClientWorld();
    answer(async (request) => {
      await new Promise<void>((resolve) => clock.after(100, resolve));
      return allowAll(request);
    });
    const work = client.check(TRAIN, passengers(650));
    await clock.pass(50);
    expect(seen).toHaveLength(4);
    expect((await clock.run(work)).results).toHaveLength(650);
    expect(seen).toHaveLength(7);
  });

  test('has one deadline for all its requests, and only who was not answered is undetermined', async () => {
    const { client, clock, answer } = createClientWorld();
    const slow: Answer = (request) => (refsOf(request).includes('p101') ? hang(request) : allowAll(request));
    answer(slow);
    const from = clock.monotonicMs();
    const check = await clock.run(client.check(TRAIN, passengers(130)));
    expect(clock.monotonicMs() - from).toBeLessThanOrEqual(2_000);
    expect(check.results.map(({ decision }) => decision)).toEqual([
      ...Array(100).fill('allow'),
      ...Array(30).fill('undetermined'),
    ]);
    expect(check.results[129]).toMatchObject({ cause: 'timeout', fallback: 'proceed-and-recheck' });
  });
});

describe('input that is wrong', () => {
  test('is found over all requests: bad documents by pointer and ref, without the number', async () => {
    const { client, clock, answer } = createClientWorld();
    const group = passengers(130);
    answer((request) => {
      const index = refsOf(request).findIndex((ref) => ref === 'p3' || ref === 'p120');
      // A proxy that repeats what the service would not.
      const { subjects } = request.json as { subjects: typeof group };
      const bad = subjects[index]?.documents[0]?.number;
      const detail = `must have a right check character, not ${bad}`;
      return status(
        422,
        {},
        {
          detail: `wrong: ${bad}`,
          errors: [{ pointer: `/subjects/${index}/documents/0/number`, detail }],
        },
      )(request);
    });
    const error = await failure(clock.run(client.check(TRAIN, group)));
    expect(error).toBeInstanceOf(InvalidRequest);
    expect(error.problems.map(({ pointer, ref }) => [pointer, ref])).toEqual([
      ['/subjects/2/documents/0/number', 'p3'],
      ['/subjects/119/documents/0/number', 'p120'],
    ]);
    expect(error.message).toContain('/subjects/119/documents/0/number (p120)');
    expect(`${error.message}${JSON.stringify(error)}`).not.toMatch(/\d{17}/);
  });

  test('with a ref twice, in whatever requests they would be, is refused before anything is sent', async () => {
    const { client, seen, tokenRequests } = createClientWorld();
    const group = passengers(130).map((one, index) => (index === 129 ? { ...one, ref: 'p1' } : one));
    const error = await failure(client.check(TRAIN, group));
    expect(error.problems).toEqual([
      { pointer: '/subjects/129/ref', ref: 'p1', detail: 'is used by an earlier subject: give each its own' },
    ]);
    expect([...seen, ...tokenRequests]).toEqual([]);
  });

  test('with a document number as a ref is refused without repeating it', async () => {
    const { client } = createClientWorld();
    const [one] = passengers(1);
    const number = one?.documents[0]?.number as string;
    const error = await failure(client.check(TRAIN, [{ ref: number, documents: [] }]));
    expect(error.problems[0]?.pointer).toBe('/subjects/0/ref');
    expect(`${error.message}${JSON.stringify(error)}`).not.toContain(number);
  });

  test('without subjects is refused', async () => {
    const { client } = createClientWorld();
    expect((await failure(client.check(TRAIN, []))).problems[0]?.pointer).toBe('/subjects');
  });
});
