import { describe, expect, test } from 'vitest';
import { createHmacSha256 } from '../../../shared/identity/hmac-sha256.ts';
import type { SubjectKey } from '../../../shared/identity/subject-key.ts';
import type { FurtherCounts } from '../../../shared/rate-limits/client-limiter.ts';
import { createScanWatch, type Suspicion } from '../../../shared/scanning/scan-watch.ts';

const HOUR_MS = 3_600_000;
const NOW_MS = 500_000 * HOUR_MS;
const CLIENT = { clientId: 'client-a', operatorId: 'operator-a' };
const RULE = { documents: 1_000, outcomeShare: 0.1, slowdown: 4 };
const hmac = createHmacSha256(new Uint8Array(32).fill(3));
const keysOf = (n: number) => [hmac.digest(String(n), 16) as SubjectKey];

function world(rule = RULE) {
  const suspicions: Suspicion[] = [];
  const watch = createScanWatch({ rule, onSuspected: (suspicion) => suspicions.push(suspicion) });
  return {
    watch,
    suspicions,
    ask(from: number, to: number, atMs = NOW_MS, client = CLIENT) {
      for (let n = from; n < to; n++) watch.askedBy(client, atMs).note(keysOf(n));
    },
    /** What the limiter brings from other containers: `counts` since it was heard of last. */
    hear(counts: Partial<FurtherCounts>, atMs = NOW_MS) {
      watch.hear(CLIENT.clientId, { documents: 0, subjects: 0, outcomes: 0, ...counts }, atMs);
    },
    /** As the limiter does beside a request. */
    exchange: (client = CLIENT) => watch.countsOf(client.clientId),
  };
}

describe('somebody who asks for a range of numbers', () => {
  test('is suspected once an hour, by counts alone', () => {
    const { suspicions, ask, exchange } = world();
    ask(0, 1_500);
    exchange();
    ask(1_500, 3_000);
    exchange();
    expect(suspicions).toEqual([
      { operatorId: 'operator-a', documents: expect.any(Number), subjects: 1_500, outcomes: 0 },
    ]);
    expect(suspicions[0]?.documents).toBeGreaterThan(1_400);
    ask(0, 1_500, NOW_MS + HOUR_MS);
    exchange();
    expect(suspicions).toHaveLength(2);
  });

  test('is slowed down until the hour is over, if the rule says so, and nobody else is', () => {
    const { watch, ask, exchange } = world();
    expect(watch.slowdownOf(CLIENT, NOW_MS)).toBe(1);
    ask(0, 1_500);
    exchange();
    expect(watch.slowdownOf(CLIENT, NOW_MS + HOUR_MS - 1)).toBe(4);
    expect(watch.slowdownOf({ ...CLIENT, clientId: 'client-b' }, NOW_MS)).toBe(1);
    expect(watch.slowdownOf(CLIENT, NOW_MS + HOUR_MS)).toBe(1);

    const lenient = world({ ...RULE, slowdown: 1 });
    lenient.ask(0, 1_500);
    lenient.exchange();
    expect(lenient.suspicions).toHaveLength(1);
    expect(lenient.watch.slowdownOf(CLIENT, NOW_MS)).toBe(1);
  });

  test('is found out over several containers, none of which saw enough', () => {
    const { suspicions, ask, exchange, hear } = world();
    ask(0, 600);
    exchange();
    hear({});
    expect(suspicions).toEqual([]);
    hear({ documents: 700, subjects: 700 });
    expect(suspicions).toMatchObject([{ subjects: 1_300 }]);
  });
});

describe('nobody is suspected', () => {
  test('for asking about the same people again and again', () => {
    const { suspicions, ask, exchange } = world();
    for (let round = 0; round < 20; round++) ask(0, 500);
    exchange();
    expect(suspicions).toEqual([]);
  });

  test('who reports what became of the sales, here or elsewhere', () => {
    const { watch, suspicions, ask, exchange, hear } = world();
    ask(0, 1);
    hear({});
    ask(1, 1_500);
    watch.noteOutcomes(CLIENT, 150, NOW_MS);
    exchange();
    ask(1_500, 3_000);
    hear({ outcomes: 150 });
    expect(suspicions).toEqual([]);
  });

  test('for many documents over several hours', () => {
    const { suspicions, ask, exchange } = world();
    for (let hour = 0; hour < 5; hour++) {
      ask(hour * 900, (hour + 1) * 900, NOW_MS + hour * HOUR_MS);
      exchange();
    }
    expect(suspicions).toEqual([]);
  });
});

describe('what others counted', () => {
  test('in hours before is not counted in this one by a container that was idle, whoever asks it first', () => {
    const { suspicions, ask, exchange, hear } = world();
    ask(0, 10);
    exchange();
    hear({});
    hear({ documents: 900, subjects: 900 });
    const laterMs = NOW_MS + 3 * HOUR_MS;
    // A request that is refused asks about nobody, so the hour has not begun for this client.
    hear({ documents: 2_700, subjects: 2_700 }, laterMs);
    expect(suspicions).toEqual([]);
    ask(0, 10, laterMs);
    exchange();
    hear({ documents: 900, subjects: 900 }, laterMs);
    expect(suspicions).toEqual([]);
    hear({ documents: 200, subjects: 200 }, laterMs);
    expect(suspicions).toMatchObject([{ subjects: 1_110 }]);
  });

  test('in one hour is forgotten in the next', () => {
    const { suspicions, ask, hear } = world();
    ask(0, 10);
    hear({});
    hear({ documents: 900, subjects: 900 });
    const laterMs = NOW_MS + HOUR_MS;
    ask(0, 10, laterMs);
    hear({}, laterMs);
    hear({ documents: 900, subjects: 900 }, laterMs);
    expect(suspicions).toEqual([]);
  });
});

test('what is told to other containers rises only, over hours too, and is nothing for a stranger', () => {
  const { watch, ask, exchange } = world();
  expect(watch.countsOf('nobody')).toEqual({ documents: 0, subjects: 0, outcomes: 0 });
  let before = { documents: 0, subjects: 0, outcomes: 0 };
  for (let step = 0; step < 40; step++) {
    ask(step * 37, (step + 2) * 37, NOW_MS + step * (HOUR_MS / 4));
    watch.noteOutcomes(CLIENT, 1, NOW_MS + step * (HOUR_MS / 4));
    const now = exchange();
    expect(now.documents).toBeGreaterThanOrEqual(before.documents);
    expect(now.subjects).toBe(before.subjects + 74);
    expect(now.outcomes).toBe(before.outcomes + 1);
    before = now;
  }
});
