import { expect, test } from 'vitest';
import { createHmacSha256 } from '../../../shared/identity/hmac-sha256.ts';
import { DistinctCount } from '../../../shared/scanning/distinct-count.ts';

const hmac = createHmacSha256(new Uint8Array(32).fill(3));
const keyOf = (n: number) => hmac.digest(String(n), 16);

test.each([0, 1, 10, 1_000, 10_000, 20_000, 100_000])(
  'of %i different keys about as many are counted',
  (many) => {
    const count = new DistinctCount();
    for (let n = 0; n < many; n++) count.add(keyOf(n));
    // Four times the standard error.
    expect(Math.abs(count.estimate() - many)).toBeLessThanOrEqual(Math.max(1, 0.065 * many));
  },
);

test('a key counts once however often it comes, and nothing is left when it is cleared', () => {
  const count = new DistinctCount();
  for (let round = 0; round < 5; round++) for (let n = 0; n < 100; n++) count.add(keyOf(n));
  expect(count.estimate()).toBeGreaterThan(95);
  expect(count.estimate()).toBeLessThan(105);
  count.clear();
  expect(count.estimate()).toBe(0);
});

test('a key without a set bit is counted like any other', () => {
  const count = new DistinctCount();
  count.add(new Uint8Array(16));
  expect(count.estimate()).toBe(1);
});
