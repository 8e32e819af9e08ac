import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverageOf, covers, versionsIn } from '../../../shared/identity/key-coverage.ts';

const version = fc.stringMatching(/^[A-Za-z0-9_-]{1,8}$/);
const versions = fc.uniqueArray(version, { minLength: 1, maxLength: 3 });

describe('what versions of the secret something covers', () => {
  it('is told in one text, whatever the sequence', () => {
    expect(coverageOf(['2', '1', '2'])).toBe('1+2');
    expect(coverageOf(['1'])).toBe('1');
    expect(versionsIn('1+2')).toEqual(['1', '2']);
  });

  it('covers each of its versions and all of them together, and no other', () => {
    fc.assert(
      fc.property(versions, version, (all, other) => {
        const coverage = coverageOf(all);
        expect(covers(coverage, coverage)).toBe(true);
        for (const one of all) expect(covers(coverage, one)).toBe(true);
        expect(covers(coverage, other)).toBe(all.includes(other));
        expect(covers(coverage, coverageOf([...all, other]))).toBe(all.includes(other));
      }),
    );
  });

  it('is not mistaken for a version that another one begins with', () => {
    expect(covers('10', '1')).toBe(false);
    expect(covers('1', '10')).toBe(false);
    expect(covers('1+2', '')).toBe(false);
  });
});
