import type { PurchaseOf } from '../../contracts/purchases.ts';
import { ALTERNATIVES } from '../alternatives.ts';
import { defineRule } from '../define-rule.ts';
import { invalid, restricted, unrestricted } from '../findings.ts';
import { lawSource } from '../sources.ts';
import type { PolicyFinding, PolicyParameters, SectorPolicy } from '../types.ts';

const source = lawSource('3(6)', 'II(7)3');
const permittedAlternatives = [ALTERNATIVES.domesticTour];

const outboundTour = defineRule({
  id: 'travel-agency.outbound-tour',
  items: ['travel'],
  title: { en: 'A group tour abroad', 'zh-CN': '旅行社组织的团队出境旅游' },
  source,
  permittedAlternatives,
});

const outboundService = defineRule({
  id: 'travel-agency.outbound-service',
  items: ['travel'],
  title: {
    en: 'Another service of a travel agency related to travel abroad',
    'zh-CN': '旅行社提供的与出境旅游相关的其他服务',
  },
  source,
  permittedAlternatives,
});

const resortQuota = defineRule({
  id: 'travel-agency.resort-quota',
  items: ['travel'],
  title: {
    en: 'Spending in holiday areas and rated tourism businesses, up to a quota',
    'zh-CN': '在获得旅游等级评定的度假区内或旅游企业内的消费（限额）',
  },
  source,
  permittedAlternatives,
  // Outbound travel is closed to every subject of an order, the quota only to the debtor.
  roles: ['debtor'],
});

const domesticTour = defineRule({
  id: 'travel-agency.domestic-tour',
  items: [],
  title: { en: 'A tour within the country', 'zh-CN': '境内旅游线路' },
  // The quota reaches "rated tourism businesses". Whether that takes in every sale of a rated agency nobody has said;
  // what is spent in a holiday area during the tour is a purchase of its own, checked as `resort`.
  source: `${source}: restricts outbound travel and sets a quota for holiday areas and rated businesses; silent on tours within the country`,
  permittedAlternatives: [],
  unruled: true,
});

const OUTBOUND_TOUR = restricted(outboundTour);
const OUTBOUND_SERVICE = restricted(outboundService);
const DOMESTIC_TOUR = unrestricted(domesticTour);
const RESORT_WITHOUT_AMOUNT = invalid({
  pointer: '/amount',
  detail:
    'is needed for a resort: spending there has a monthly quota, so send the price in fen, {"amount": 30000, "currency": "CNY"}',
});

function judgeTravelAgency(
  purchase: PurchaseOf<'travel-agency'>,
  parameters: PolicyParameters,
): PolicyFinding {
  switch (purchase.service) {
    case 'outbound-tour':
      return OUTBOUND_TOUR;
    case 'outbound-service':
      return OUTBOUND_SERVICE;
    case 'domestic-tour':
      return DOMESTIC_TOUR;
    case 'resort':
      if (!purchase.amount) return RESORT_WITHOUT_AMOUNT;
      return {
        kind: 'quota',
        rule: resortQuota,
        quota: { amountFen: parameters.resortSpendPerMonth.value, period: 'month' },
        spendFen: purchase.amount.amount,
      };
  }
}

/** Travel agency: outbound travel is banned; holiday areas and rated businesses have a quota; the rest is open. */
export const travelAgencyPolicy: SectorPolicy<'travel-agency'> = {
  sector: 'travel-agency',
  rules: [outboundTour, outboundService, resortQuota, domesticTour],
  judge: judgeTravelAgency,
};
