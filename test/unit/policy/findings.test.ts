import { expect, test } from 'vitest';
import { judge } from './judging.ts';

test.each([
  ['an open purchase', { sector: 'vehicle', businessUse: true }],
  ['a restricted one', { sector: 'vehicle', businessUse: false }],
  ['one of an unruled class', { sector: 'rail', train: 'K528', seat: 'J' }],
])('the finding for %s is shared by all answers, so nothing can be written to it', (_, purchase) => {
  expect(judge(purchase)).toBe(judge(purchase));
  expect(Object.isFrozen(judge(purchase))).toBe(true);
});

test('what is wrong with a purchase cannot be written over, nor can the list of it', () => {
  const finding = judge({ sector: 'rail', train: 'K1', seat: '4', emu: true });
  if (finding.kind !== 'invalid') throw new Error('a locomotive-hauled train is no EMU');
  for (const part of [finding, finding.problems, ...finding.problems]) {
    expect(Object.isFrozen(part)).toBe(true);
  }
});
