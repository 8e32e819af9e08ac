import { describe, expect, it } from 'vitest';
import { normaliseNumber } from '../../../shared/identity/normalise-number.ts';

describe('a number', () => {
  it.each([
    ['！', '!'],
    ['～', '~'],
    ['９', '9'],
    ['ｘ', 'X'],
    ['az', 'AZ'],
  ])('written %s reads %s', (written, read) => {
    expect(normaliseNumber(written)).toBe(read);
  });

  it.each(['｟', '￠', 'é', '123', '`{', '@['])(
    'keeps %j, which is no wide form and no small letter of ASCII',
    (text) => {
      expect(normaliseNumber(text)).toBe(text);
    },
  );

  it('is read with surplus spaces up to 128 characters, and not looked at beyond', () => {
    expect(normaliseNumber('1'.padStart(128))).toBe('1');
    expect(normaliseNumber('1'.padStart(129))).toBe('');
  });
});
