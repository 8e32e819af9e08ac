import { expect, test } from 'vitest';
import { FALLBACK_NOTICES, fallbackOf, POLICY_FALLBACKS } from '../../../shared/client/checks/fallbacks.ts';
import type { Sector } from '../../../shared/client/index.ts';
import { CUSTOMER_NOTICES } from '../../../shared/policy/customer-notices.ts';
import { CN_NATIONAL_2026_01_01 } from '../../../shared/policy/packs/cn-national-2026-01-01.ts';

test('the fallbacks of the client are those of the policy', () => {
  expect(POLICY_FALLBACKS).toEqual(CN_NATIONAL_2026_01_01.fallbackBySector);
});

test('the words of the client are those of the policy', () => {
  expect(FALLBACK_NOTICES).toEqual({
    'proceed-and-recheck': CUSTOMER_NOTICES['undetermined-proceed-and-recheck'],
    hold: CUSTOMER_NOTICES['undetermined-hold'],
  });
});

test('a sector that the policy does not have is held', () => {
  expect(fallbackOf('yacht' as Sector, {})).toBe('hold');
});
