import { describe, expect, test } from 'vitest';
import { SEATS } from '../../../../shared/policy/rail/seat-table.ts';

/** The soft sleepers of art. 3(1): what ticket offices sell as 软卧, 动卧 or, since the 2020s, 一等卧. */
const SOFT_SLEEPERS = ['高级软卧', '高级动卧', '软卧', '动卧', '一等卧'];

describe.each(SEATS.map((seat) => [seat.code, seat] as const))('seat %s', (_code, seat) => {
  test('has a name in both languages', () => {
    expect(seat.name.en).toMatch(/^[a-z][\x20-\x7e]+$/i);
    expect(seat.name['zh-CN']).toMatch(/^[\u4e00-\u9fff]+$/);
  });

  test('is the berth that its name says', () => {
    const sleeper = SOFT_SLEEPERS.includes(seat.name['zh-CN']) ? 'soft-sleeper' : 'other-sleeper';
    expect(seat.berth).toBe(seat.name.en.includes('sleeper') ? sleeper : 'seat');
  });
});
