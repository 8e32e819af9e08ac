import { describe, expect, test } from 'vitest';
import { readQueuedChange, writeQueuedChange } from '../../../shared/orders/queued-change.ts';
import { grant, queued, terms } from './fixtures.ts';

const full = queued({ version: 2, status: 'released', keys: [1, 2] });
const withGrants = {
  ...full,
  change: {
    ...full.change,
    terms: terms({
      grants: [grant({ approvedBy: 'president' }), grant({ uses: 1 })],
      period: { fromMs: 0, toMs: 1 },
    }),
  },
};

test('a message is read as it was written', () => {
  for (const change of [full, withGrants]) {
    const read = readQueuedChange(writeQueuedChange(change));
    expect(read).toEqual(change);
    expect(Object.keys(read?.change.terms ?? {}).toSorted()).toEqual(
      Object.keys(change.change.terms).toSorted(),
    );
  }
});

test('a message without keys is read: every document of its order was cleared', () => {
  const cleared = { ...full, change: { ...full.change, keys: [] } };
  expect(readQueuedChange(writeQueuedChange(cleared))).toEqual(cleared);
});

test('a message says which keys its version clears; one from before that was said is read as it is', () => {
  const { change } = queued({ keys: [1, 2], clears: [2] });
  const clearing = { ...full, change };
  expect(readQueuedChange(writeQueuedChange(clearing))).toEqual(clearing);
  expect(readQueuedChange(writeQueuedChange(full))?.change).not.toHaveProperty('clearedKeys');
  const changed = writeQueuedChange(clearing).replace('"clearedKeys":["', '"clearedKeys":["x');
  expect(readQueuedChange(changed)).toBeUndefined();
});

describe('what is not a change is not read', () => {
  const text = writeQueuedChange(withGrants);

  test.each(['', ' ', '{', 'null', '[]', '{}', '"text"', '1'])('%j', (other) => {
    expect(readQueuedChange(other)).toBeUndefined();
  });

  test.each([
    ['a version that is no number', '"version":2', '"version":"2"'],
    ['another status', '"status":"active"', '"status":"paused"'],
    ['no items', '"items":["air","rail-emu"]', '"items":[]'],
    ['a key that is no subject key', '"keys":["', '"keys":["x'],
    [
      'a digest that is too long',
      `"contentDigest":"${full.contentDigest}`,
      `"contentDigest":"0${full.contentDigest}`,
    ],
    ['a digest with more after it', `${full.contentDigest}"`, `${full.contentDigest}0"`],
    ['an unknown field', '"secretVersion"', '"extra":1,"secretVersion"'],
    ['a grant of no use', '"uses":1', '"uses":0'],
    ['an order id of another form', '"orderId":"ord-1"', '"orderId":"ord 1"'],
    ['a time that is no whole number', '"toMs":1}', '"toMs":0.5}'],
  ])('%s', (_, from, to) => {
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    expect(readQueuedChange(changed)).toBeUndefined();
  });

  test('a message that was cut', () => {
    for (const length of [1, 10, text.length / 2, text.length - 1]) {
      expect(readQueuedChange(text.slice(0, length))).toBeUndefined();
    }
  });
});
