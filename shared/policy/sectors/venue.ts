import type { PurchaseOf } from '../../contracts/purchases.ts';
import { ALTERNATIVES } from '../alternatives.ts';
import { defineRule } from '../define-rule.ts';
import { restricted, UNRESTRICTED } from '../findings.ts';
import { lawSource } from '../sources.ts';
import type { PolicyFinding, PolicyParameters, SectorPolicy } from '../types.ts';

const source = lawSource('3(2)', 'II(7)2');
const permittedAlternatives = [ALTERNATIVES.ordinaryVenue];

const nightclub = defineRule({
  id: 'venue.nightclub',
  items: ['venue'],
  title: { en: 'A nightclub', 'zh-CN': '夜总会消费' },
  source,
  permittedAlternatives,
});

const golf = defineRule({
  id: 'venue.golf',
  items: ['venue'],
  title: { en: 'A golf course', 'zh-CN': '高尔夫球场消费' },
  source,
  permittedAlternatives,
});

const highCost = defineRule({
  id: 'venue.high-cost',
  items: ['venue'],
  title: { en: 'Another high-cost venue', 'zh-CN': '其他高消费场所' },
  source,
  permittedAlternatives,
});

const NIGHTCLUB = restricted(nightclub);
const GOLF = restricted(golf);
const HIGH_COST = restricted(highCost);

function judgeVenue(purchase: PurchaseOf<'venue'>, parameters: PolicyParameters): PolicyFinding {
  switch (purchase.kind) {
    case 'nightclub':
      return NIGHTCLUB;
    case 'golf':
      return GOLF;
    case 'other':
      // Without an amount nothing says that the venue is high-cost, and silence is not a ground to refuse.
      if (!purchase.amount) return UNRESTRICTED;
      return purchase.amount.amount > parameters.venueAmount.value ? HIGH_COST : UNRESTRICTED;
  }
}

/** Venue: nightclubs and golf courses by name, any other by a bill above the pack's parameter. */
export const venuePolicy: SectorPolicy<'venue'> = {
  sector: 'venue',
  rules: [nightclub, golf, highCost],
  judge: judgeVenue,
};
