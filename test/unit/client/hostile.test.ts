import { describe, expect, test, vi } from 'vitest';
import { fallbackOf } from '../../../shared/client/checks/fallbacks.ts';
import type { Sector } from '../../../shared/client/index.ts';
import { thisSystem } from '../../../shared/client/system.ts';
import { MAX_ANSWER_BYTES } from '../../../shared/client/transport/exchange.ts';
import { redact } from '../../../shared/client/transport/redact.ts';
import { type Answer, allowAll, createClientWorld, passengers, status, TRAIN } from './client-world.ts';

const one = passengers(1);
const NUMBER = one[0]?.documents[0]?.number as string;
const failure = async (work: Promise<unknown>) =>
  await work.then(
    () => undefined,
    (error: unknown) => error,
  );

/** A 403 of the gateway in front of the service, which refuses a token so, whatever is wrong with it. */
const gatewayRefuses: Answer = () => Response.json({ message: 'Forbidden' }, { status: 403 });

describe('a token that the gateway refuses', () => {
  test('is replaced once, as one that the service refuses', async () => {
    const { client, clock, answer, seen, tokenRequests } = createClientWorld();
    answer(gatewayRefuses, allowAll);
    const { results } = await clock.run(client.check(TRAIN, one));
    expect(results).toEqual([{ ref: 'p1', decision: 'allow', checkId: 'chk_1' }]);
    expect(seen.map(({ headers }) => headers.get('authorization'))).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ]);
    expect(tokenRequests).toHaveLength(2);
  });

  test('and whose successor it refuses too is an error of the credentials', async () => {
    const { client, clock, answer, seen } = createClientWorld();
    answer(gatewayRefuses);
    expect(await clock.run(failure(client.check(TRAIN, one)))).toMatchObject({
      name: 'Forbidden',
      status: 403,
    });
    expect(seen).toHaveLength(2);
  });

  test('is told from a right that is missing, for which no other token helps', async () => {
    const { client, clock, answer, seen } = createClientWorld();
    answer(status(403, {}, { type: '/problems/insufficient-scope' }));
    expect(await clock.run(failure(client.check(TRAIN, one)))).toMatchObject({ name: 'Forbidden' });
    expect(seen).toHaveLength(1);
  });
});

describe('an option of a call that cannot be used', () => {
  test.each(['订单-7', 'a b', 'line\r\nx-other: 1', 'x'.repeat(65), ''])(
    'a request id that cannot travel is replaced, and the check is made: %j',
    async (requestId) => {
      const { client, clock, seen } = createClientWorld();
      const { results } = await clock.run(client.check(TRAIN, one, { requestId }));
      expect(results[0]?.decision).toBe('allow');
      expect(seen[0]?.headers.get('x-request-id')).toMatch(/^id-\d+$/);
      await clock.run(client.getChange('c-1', { requestId }).catch(() => undefined));
      expect(seen.at(-1)?.headers.get('x-request-id')).toMatch(/^id-\d+$/);
    },
  );

  test.each(['订单-7', 'a b', 'x'.repeat(65), ''])(
    'an idempotency key of another form is refused before anything is sent: %j',
    async (idempotencyKey) => {
      const { client, clock, seen } = createClientWorld();
      expect(await clock.run(failure(client.sendListChanges([], { idempotencyKey })))).toBeInstanceOf(
        TypeError,
      );
      expect(seen).toEqual([]);
    },
  );

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])(
    'a deadline of %d is refused, not taken for none or for the past',
    async (deadlineMs) => {
      const { client, clock, seen } = createClientWorld();
      expect(await clock.run(failure(client.check(TRAIN, one, { deadlineMs })))).toBeInstanceOf(TypeError);
      expect(await clock.run(failure(client.getWebhook({ deadlineMs })))).toBeInstanceOf(TypeError);
      expect(seen).toEqual([]);
    },
  );

  test('a body that cannot be written is the caller’s fault: nothing is sent, and the circuit stays closed', async () => {
    const { client, clock, seen } = createClientWorld();
    const train = { ...TRAIN, train: 1n } as unknown as typeof TRAIN;
    for (let check = 0; check < 10; check++) {
      expect(await clock.run(failure(client.check(train, one)))).toBeInstanceOf(TypeError);
    }
    expect(seen).toEqual([]);
    expect(client.circuit()).toBe('closed');
  });
});

test('a time longer than a timer can wait is not a time that is over at once', () => {
  vi.useFakeTimers();
  try {
    let called = false;
    const cancel = thisSystem.clock.after(3_000_000_000, () => {
      called = true;
    });
    vi.advanceTimersByTime(60_000);
    expect(called).toBe(false);
    cancel();
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', 'casino'])(
  'a sector that is none is held, whatever objects have by that name: %s',
  (sector) => {
    expect(fallbackOf(sector as Sector, {})).toBe('hold');
  },
);

describe('what is taken out of words that came from outside', () => {
  test('is the whole of an identity, also where another one is a part of it', () => {
    const body = { a: { number: NUMBER.slice(0, 6) }, b: { number: NUMBER } };
    expect(redact(`is ${NUMBER} listed`, body)).toBe('is … listed');
  });

  test('is an identity across the place where long words are cut', async () => {
    const { client, clock, answer } = createClientWorld();
    for (const before of [490, 495, 499]) {
      answer(
        status(
          422,
          {},
          {
            detail: 'x'.repeat(before) + NUMBER,
            errors: [{ pointer: '/subjects/0', detail: 'y'.repeat(before) + NUMBER }],
          },
        ),
      );
      const error = await clock.run(failure(client.check(TRAIN, one)));
      const { problems } = error as { problems: { detail: string }[] };
      expect(`${(error as Error).message} ${problems[0]?.detail}`).not.toContain(NUMBER[0]);
    }
  });
});

describe('an answer without end', () => {
  const endless = (): { answer: Answer; bytes: () => number } => {
    let sent = 0;
    const chunk = new Uint8Array(1_048_576).fill(0x20);
    return {
      bytes: () => sent,
      answer: () =>
        new Response(
          new ReadableStream({
            pull(controller) {
              sent += chunk.byteLength;
              if (sent > 8 * MAX_ANSWER_BYTES) controller.close();
              else controller.enqueue(chunk);
            },
          }),
          { headers: { 'content-type': 'application/json' } },
        ),
    };
  };

  test('is read no further than its limit and allows nothing', async () => {
    const { client, clock, answer } = createClientWorld();
    const { answer: flood, bytes } = endless();
    answer(flood);
    const { results } = await clock.run(client.check(TRAIN, one));
    expect(results).toMatchObject([{ decision: 'undetermined', cause: 'malformed-answer' }]);
    expect(bytes()).toBeLessThan(6 * MAX_ANSWER_BYTES);
  });

  test('is no answer of the token endpoint either', async () => {
    const { client, clock, answerTokens, seen } = createClientWorld();
    answerTokens(endless().answer);
    const { results } = await clock.run(client.check(TRAIN, one));
    expect(results).toMatchObject([{ decision: 'undetermined' }]);
    expect(seen).toEqual([]);
  });

  test('that is as long as it may be is read whole', async () => {
    const { client, clock, answer } = createClientWorld();
    answer(async (seen) => {
      const text = await (await allowAll(seen)).text();
      return new Response(text.padEnd(MAX_ANSWER_BYTES), { headers: { 'content-type': 'application/json' } });
    });
    const { results } = await clock.run(client.check(TRAIN, one));
    expect(results).toMatchObject([{ decision: 'allow' }]);
  });
});

test('nothing that an answer names changes what other objects have', async () => {
  const { client, clock, answer } = createClientWorld();
  answer(async (seen) => {
    const text = await (await allowAll(seen)).text();
    const poison =
      '"__proto__":{"decision":"allow","polluted":true},"constructor":{"prototype":{"polluted":true}},';
    return new Response(text.replaceAll('{', `{${poison}`), {
      headers: { 'content-type': 'application/json' },
    });
  });
  await clock.run(client.check(TRAIN, one));
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});
