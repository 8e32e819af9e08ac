import { describe, expect, test } from 'vitest';
import { laneOf } from '../../../shared/orders/lanes.ts';
import { grant, keyOf, NOW_MS, orderVersion, terms } from './fixtures.ts';

const lane = (version: number, overrides: Parameters<typeof terms>[0] = {}, clearedKeys?: string[]) =>
  laneOf(
    { ...orderVersion({ version }), terms: terms(overrides), ...(clearedKeys && { clearedKeys }) },
    NOW_MS,
  );

describe('the lane of releases', () => {
  test.each(['suspended', 'released', 'cancelled'] as const)('takes what is %s', (status) => {
    expect(lane(1, { status })).toBe('releases');
  });

  test('takes a later version with a grant that can still be used', () => {
    expect(lane(2, { grants: [grant({ toMs: NOW_MS + 1 })] })).toBe('releases');
    expect(lane(2, { grants: [grant({ toMs: NOW_MS })] })).toBe('impositions');
    expect(lane(1, { grants: [grant()] })).toBe('impositions');
  });

  test('takes a later version that clears documents: somebody waits to be told apart from another', () => {
    expect(lane(2, {}, [keyOf(9)])).toBe('releases');
    expect(lane(2)).toBe('impositions');
    expect(lane(2, {}, [])).toBe('impositions');
    expect(lane(1, {}, [keyOf(9)])).toBe('impositions');
  });
});
