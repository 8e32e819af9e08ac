import type { PurchaseOf } from '../../contracts/purchases.ts';
import { ALTERNATIVES } from '../alternatives.ts';
import { defineRule } from '../define-rule.ts';
import { restricted, UNRESTRICTED } from '../findings.ts';
import { lawSource } from '../sources.ts';
import type { PolicyFinding, PolicyParameters, SectorPolicy } from '../types.ts';

const highPremium = defineRule({
  id: 'insurance.high-premium',
  items: ['insurance'],
  title: {
    en: 'A high premium for insurance with cash value',
    'zh-CN': '支付高额保费购买具有现金价值的保险产品',
  },
  source: lawSource('3(8)', 'II(7)5'),
  permittedAlternatives: [ALTERNATIVES.coverWithoutCashValue, ALTERNATIVES.ordinaryPremium],
});

const HIGH_PREMIUM = restricted(highPremium);

function judgeInsurance(purchase: PurchaseOf<'insurance'>, parameters: PolicyParameters): PolicyFinding {
  if (!purchase.cashValue) return UNRESTRICTED;
  return purchase.annualPremium.amount > parameters.insuranceAnnualPremium.value
    ? HIGH_PREMIUM
    : UNRESTRICTED;
}

/** Insurance: cash value and a premium above the pack's parameter, both together. */
export const insurancePolicy: SectorPolicy<'insurance'> = {
  sector: 'insurance',
  rules: [highPremium],
  judge: judgeInsurance,
};
