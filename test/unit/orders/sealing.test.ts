import { describe, expect, test } from 'vitest';
import { createContentDigester } from '../../../shared/orders/content-digest.ts';
import { sealingContext } from '../../../shared/orders/sealing.ts';
import { changeAsSent, orderVersion } from './fixtures.ts';

test('the context of a document is its order, version and change', () => {
  const contexts = [{}, { order: 'ord-2' }, { version: 2, change: 1 }, { change: 2 }].map((sketch) =>
    sealingContext(orderVersion(sketch)),
  );
  expect(new Set(contexts).size).toBe(4);
});

describe('the digest of what was sent', () => {
  const secret = (fill: number) => ({ version: 's1', key: new Uint8Array(32).fill(fill) });
  const digester = createContentDigester(secret(1));

  test('does not depend on the sequence of fields, at any depth', () => {
    const { order } = changeAsSent(1);
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([name, part]) => [name, reversed(part)]),
      );
    };
    expect(digester.digestOf(reversed(order))).toBe(digester.digestOf(order));
  });

  test('depends on every value, the sequence of lists and the secret', () => {
    const digests = [
      digester.digestOf({ items: ['air', 'hotel'] }),
      digester.digestOf({ items: ['hotel', 'air'] }),
      digester.digestOf({ items: ['air'] }),
      digester.digestOf({ items: 'air' }),
      digester.digestOf({ items: null }),
      digester.digestOf({}),
      createContentDigester(secret(2)).digestOf({}),
    ];
    expect(new Set(digests).size).toBe(digests.length);
    for (const digest of digests) expect(digest).toMatch(/^[0-9a-f]{32}$/);
  });
});
