import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatInstant, parseInstant } from '../../../shared/contracts/time.ts';

describe('instants', () => {
  test.each([
    ['2026-12-01T08:00:00+08:00', Date.UTC(2026, 11, 1, 0, 0, 0)],
    ['2026-12-01T00:00:00Z', Date.UTC(2026, 11, 1)],
    ['2024-02-29T23:59:59.999-05:30', Date.UTC(2024, 2, 1, 5, 29, 59, 999)],
    ['2026-12-01T00:00:00.123456789Z', Date.UTC(2026, 11, 1, 0, 0, 0, 123)],
    ['2026-12-01T00:00:00.5+14:00', Date.UTC(2026, 10, 30, 10, 0, 0, 500)],
    ['2000-02-29T00:00:00.07Z', Date.UTC(2000, 1, 29, 0, 0, 0, 70)],
  ])('%s is read', (text, expectedMs) => {
    expect(parseInstant(text)).toBe(expectedMs);
  });

  test.each([
    '2026-12-01T08:00:00',
    '2026-12-01 08:00:00+08:00',
    '2026-12-01',
    '2026-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2100-02-29T00:00:00Z',
    '2026-01-01T00:00:00.Z',
    ' 2026-01-01T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T10:60:00Z',
    '2026-01-01T10:00:60Z',
    '2026-01-01T10:00:00+15:00',
    '2026-01-01T10:00:00+08:60',
    '2026-01-01T10:00:00z',
    '',
    '1700000000000',
  ])('%j is refused', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  test('an instant is written in the time of the courts and reads back as itself', () => {
    expect(formatInstant(Date.UTC(2026, 0, 1))).toBe('2026-01-01T08:00:00.000+08:00');
    const instants = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2199, 0, 1) });
    fc.assert(fc.property(instants, (instantMs) => parseInstant(formatInstant(instantMs)) === instantMs));
    fc.assert(
      fc.property(instants, (instantMs) => parseInstant(new Date(instantMs).toISOString()) === instantMs),
    );
  });
});
