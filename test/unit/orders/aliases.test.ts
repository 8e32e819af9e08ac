import { describe, expect, test } from 'vitest';
import { documentsNamed } from '../../../shared/orders/aliases.ts';

describe('how many documents an order names', () => {
  test.each<[string, Parameters<typeof documentsNamed>[0], number]>([
    ['one for each key under one secret', { keys: ['a', 'b'] }, 2],
    [
      'one for the keys of a document under two secrets',
      {
        keys: ['a', 'a2', 'b', 'b2'],
        aliases: [
          ['a', 'a2'],
          ['b', 'b2'],
        ],
      },
      2,
    ],
    ['both kinds beside each other', { keys: ['a', 'a2', 'c'], aliases: [['a', 'a2']] }, 2],
    ['none that was cleared', { keys: ['b'], aliases: [['a', 'a2']] }, 1],
    ['none if all were cleared', { keys: [], aliases: [['a', 'a2']] }, 0],
  ])('is %s', (_, order, count) => {
    expect(documentsNamed(order)).toBe(count);
  });
});
