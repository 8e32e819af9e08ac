import type { PurchaseOf } from '../../contracts/purchases.ts';
import { ALTERNATIVES } from '../alternatives.ts';
import { defineRule } from '../define-rule.ts';
import { restricted, UNRESTRICTED } from '../findings.ts';
import { lawSource } from '../sources.ts';
import type { PolicyFinding, PolicyParameters, SectorPolicy } from '../types.ts';

const source = lawSource('3(2)', 'II(7)2');
const permittedAlternatives = [ALTERNATIVES.modestLodging];

const starRated = defineRule({
  id: 'hotel.star-rated',
  items: ['hotel'],
  title: { en: 'A star-rated hotel', 'zh-CN': '星级以上宾馆、酒店' },
  source,
  permittedAlternatives,
});

const nationalFirstGrade = defineRule({
  id: 'hotel.national-first-grade',
  items: ['hotel'],
  title: { en: 'A hotel of national first grade or above', 'zh-CN': '国家一级以上酒店' },
  source,
  permittedAlternatives,
});

const highRate = defineRule({
  id: 'hotel.high-rate',
  items: ['hotel'],
  title: { en: 'Other high-cost lodging', 'zh-CN': '其他高消费住宿场所' },
  source,
  permittedAlternatives,
});

const STAR_RATED = restricted(starRated);
const NATIONAL_FIRST_GRADE = restricted(nationalFirstGrade);
const HIGH_RATE = restricted(highRate);

function judgeHotel(purchase: PurchaseOf<'hotel'>, parameters: PolicyParameters): PolicyFinding {
  if (purchase.starRating > 0) return STAR_RATED;
  if (purchase.nationalGrade === 'special' || purchase.nationalGrade === 'first') return NATIONAL_FIRST_GRADE;
  // Without a rate nothing says that unrated lodging is high-cost, and silence is not a ground to refuse.
  if (purchase.ratePerNight && purchase.ratePerNight.amount > parameters.hotelRatePerNight.value)
    return HIGH_RATE;
  return UNRESTRICTED;
}

/** Hotel: any star, national first grade or above, or a rate above the pack's parameter. */
export const hotelPolicy: SectorPolicy<'hotel'> = {
  sector: 'hotel',
  rules: [starRated, nationalFirstGrade, highRate],
  judge: judgeHotel,
};
