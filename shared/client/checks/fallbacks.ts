import type { Bilingual } from '../guards.ts';
import type { Fallback, Sector } from './sectors.ts';

/**
 * What the national policy of 2026-01-01 says to do while the service cannot be asked: travel, lodging and venues go
 * ahead and are checked again, what is large and can wait a day is held.
 */
export const POLICY_FALLBACKS: { readonly [S in Sector]: Fallback } = {
  rail: 'proceed-and-recheck',
  air: 'proceed-and-recheck',
  hotel: 'proceed-and-recheck',
  'travel-agency': 'proceed-and-recheck',
  venue: 'proceed-and-recheck',
  school: 'hold',
  insurance: 'hold',
  property: 'hold',
  vehicle: 'hold',
};

/** The words of the policy for the person at the counter. */
export const FALLBACK_NOTICES: { readonly [F in Fallback]: Bilingual } = {
  'proceed-and-recheck': {
    en: 'Your purchase goes ahead. A routine check will be completed later; we will contact you if anything changes.',
    'zh-CN': '您的购买可以继续办理。例行核验将稍后完成，如有变化会与您联系。',
  },
  hold: {
    en: 'A routine check is taking longer than usual for technical reasons. Nothing has been refused; please try again in a little while.',
    'zh-CN': '因技术原因，例行核验需要更多时间。本次办理并未被拒绝，请稍后再试。',
  },
};

/** An operator may be stricter than the policy, never laxer. */
export type StricterFallbacks = { readonly [S in Sector]?: 'hold' };

export function fallbackOf(sector: Sector, stricter: StricterFallbacks): Fallback {
  // A sector that is not known here is refused by the service; until then nothing is let through.
  if (!Object.hasOwn(POLICY_FALLBACKS, sector)) return 'hold';
  return stricter[sector] ?? POLICY_FALLBACKS[sector];
}
