import type { PurchaseOf } from '../../contracts/purchases.ts';
import { ALTERNATIVES } from '../alternatives.ts';
import { defineRule } from '../define-rule.ts';
import { restricted, UNRESTRICTED } from '../findings.ts';
import { lawSource } from '../sources.ts';
import type { PolicyFinding, PolicyParameters, SectorPolicy } from '../types.ts';

/** The detail of the 422 for a school check that names a minor; who is a minor is for the identity check to tell. */
export const SCHOOL_SUBJECT_IS_THE_PAYER =
  "is the document of a minor: the subject of a school check is the adult who pays the fee, never the child, whose admission is not restricted; send the payer's document";

const highFeePrivate = defineRule({
  id: 'school.high-fee-private',
  items: ['school'],
  title: {
    en: "Paying for a child's private school whose fee exceeds the normal standard",
    'zh-CN': '支付子女就读高收费私立学校的费用',
  },
  source: `${lawSource('3(7)', 'II(7)4')}; Good-faith opinion (Fa Fa [2019] 35)`,
  permittedAlternatives: [ALTERNATIVES.publicSchool, ALTERNATIVES.standardFeeSchool],
});

const HIGH_FEE_PRIVATE = restricted(highFeePrivate);

function judgeSchool(purchase: PurchaseOf<'school'>, parameters: PolicyParameters): PolicyFinding {
  if (purchase.schoolType === 'public') return UNRESTRICTED;
  const allowedFen = purchase.standardFee.amount + parameters.schoolFeeAboveStandard.value;
  return purchase.annualFee.amount > allowedFen ? HIGH_FEE_PRIVATE : UNRESTRICTED;
}

/** School: what the payer pays a private school above the normal standard. Public schools are never restricted. */
export const schoolPolicy: SectorPolicy<'school'> = {
  sector: 'school',
  rules: [highFeePrivate],
  judge: judgeSchool,
};
