import { describe, expect, test } from 'vitest';
import { judge, summaryOf } from '../judging.ts';

/*
 * What the rules say, seat by seat, written down here a second time and by hand: the source's table is not consulted.
 *   G  any seat of a G train      GS soft sleeper of a G train   1 first class or above on another EMU
 *   S  soft sleeper               .  open                         ? open, and flagged as unruled
 *   -  does not occur
 */
const EXPECTED = `
  9   G   1  -
  P   G   1  -
  D   G   1  -
  M   G   1  -
  7   G   1  -
  O   G   .  -
  S   G   .  -
  8   G   .  -
  6   GS  S  S
  A   GS  S  -
  4   GS  S  S
  F   GS  S  -
  I   GS  S  S
  J   G   ?  ?
  3   G   .  .
  5   G   ?  ?
  2   G   .  .
  1   G   .  .
  W   G   .  .
  WZ  G   .  .
  H   G   ?  ?
`
  .trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/) as [seat: string, g: string, emu: string, hauled: string]);

const MEANING: Record<string, { summary: string; items?: readonly string[] }> = {
  G: { summary: 'restricted rail.g-train', items: ['rail-emu'] },
  GS: { summary: 'restricted rail.g-train-soft-sleeper', items: ['rail-soft-sleeper', 'rail-emu'] },
  1: { summary: 'restricted rail.emu-first-class', items: ['rail-emu'] },
  S: { summary: 'restricted rail.soft-sleeper', items: ['rail-soft-sleeper'] },
  '.': { summary: 'open' },
  '?': { summary: 'unruled rail.unruled-seat' },
  '-': { summary: 'invalid /seat' },
};

const TRAINS: readonly { column: 1 | 2 | 3; train: string; emu?: boolean }[] = [
  { column: 1, train: 'G101' },
  { column: 1, train: 'G101', emu: true },
  { column: 2, train: 'D301' },
  { column: 2, train: 'D301', emu: true },
  { column: 2, train: 'C2001' },
  { column: 2, train: 'Y501', emu: true },
  { column: 2, train: 'L501', emu: true },
  { column: 2, train: 'S501', emu: true },
  { column: 2, train: 'P501', emu: true },
  { column: 3, train: 'Y501' },
  { column: 3, train: 'Y501', emu: false },
  { column: 3, train: 'L501' },
  { column: 3, train: 'S501' },
  { column: 3, train: 'P501' },
  { column: 3, train: 'Z1' },
  { column: 3, train: 'Z1', emu: false },
  { column: 3, train: 'T109' },
  { column: 3, train: 'K528' },
  { column: 3, train: '1461' },
  { column: 3, train: '1461', emu: false },
];

describe.each(TRAINS)('on train $train (emu: $emu)', ({ column, ...train }) => {
  test.each(EXPECTED)('seat %s', (...row) => {
    const meaning = MEANING[row[column]];
    const finding = judge({ sector: 'rail', seat: row[0], ...train });
    expect(summaryOf(finding)).toBe(meaning?.summary);
    if (finding.kind === 'restricted') expect(finding.rule.items).toEqual(meaning?.items);
  });
});

test('the table has the 21 seat codes of the booking field', () => {
  expect(new Set(EXPECTED.map(([seat]) => seat)).size).toBe(21);
});
