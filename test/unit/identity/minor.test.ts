import { describe, expect, it } from 'vitest';
import { isMinorAt } from '../../../shared/identity/minor.ts';

describe('minors', () => {
  it('are minors to the last moment before the eighteenth birthday in Shanghai', () => {
    expect(isMinorAt('2008-06-15', Date.parse('2026-06-14T23:59:59.999+08:00'))).toBe(true);
  });

  it('are of age from the first moment of that day in Shanghai, while UTC still has the day before', () => {
    expect(isMinorAt('2008-06-15', Date.parse('2026-06-15T00:00:00+08:00'))).toBe(false);
    expect(isMinorAt('2008-06-15', Date.parse('2026-06-14T16:00:00Z'))).toBe(false);
  });

  it('born on 29 February are of age from 1 March', () => {
    expect(isMinorAt('2008-02-29', Date.parse('2026-02-28T23:59:59+08:00'))).toBe(true);
    expect(isMinorAt('2008-02-29', Date.parse('2026-03-01T00:00:00+08:00'))).toBe(false);
  });

  it.each(['2027-01-01', '9990-01-01'])('include those whose birth, %s, is still to come', (birthDate) => {
    expect(isMinorAt(birthDate, Date.parse('2026-06-15T12:00:00+08:00'))).toBe(true);
  });

  it.each([
    ['19900101', 0],
    ['1990-1-1', 0],
    ['+1990-01-01', 0],
    ['1990-01-01T00:00', 0],
    ['1990-01-01', Number.NaN],
  ])('cannot be told from %j at %d', (birthDate, atMs) => {
    expect(() => isMinorAt(birthDate, atMs)).toThrow(RangeError);
  });

  it('tell which of the two cannot be read', () => {
    expect(() => isMinorAt('19900101', 0)).toThrow('a date of birth has the form YYYY-MM-DD');
    expect(() => isMinorAt('1990-01-01', Number.NaN)).toThrow('the instant is not a date');
  });
});
