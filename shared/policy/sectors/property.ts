import type { PurchaseOf } from '../../contracts/purchases.ts';
import { ALTERNATIVES } from '../alternatives.ts';
import { defineRule } from '../define-rule.ts';
import { restricted, UNRESTRICTED } from '../findings.ts';
import { lawSource } from '../sources.ts';
import type { PolicyFinding, SectorPolicy } from '../types.ts';

const source = lawSource('3(3)', 'II(7)6 and II(6)1');
const permittedAlternatives = [ALTERNATIVES.ordinaryRenovation];

const purchase = defineRule({
  id: 'property.purchase',
  items: ['property'],
  title: { en: 'Buying real estate', 'zh-CN': '购买不动产' },
  source,
  permittedAlternatives,
});

const newBuild = defineRule({
  id: 'property.new-build',
  items: ['property'],
  title: { en: 'Building a new house', 'zh-CN': '新建房屋' },
  source,
  permittedAlternatives,
});

const expansion = defineRule({
  id: 'property.expansion',
  items: ['property'],
  title: { en: 'Extending a house', 'zh-CN': '扩建房屋' },
  source,
  permittedAlternatives,
});

const highGradeRenovation = defineRule({
  id: 'property.high-grade-renovation',
  items: ['property'],
  title: { en: 'High-grade renovation of a house', 'zh-CN': '高档装修房屋' },
  source,
  permittedAlternatives,
});

const FINDINGS: Readonly<Record<PurchaseOf<'property'>['transaction'], PolicyFinding>> = {
  purchase: restricted(purchase),
  'new-build': restricted(newBuild),
  expansion: restricted(expansion),
  'high-grade-renovation': restricted(highGradeRenovation),
  'ordinary-renovation': UNRESTRICTED,
};

function judgeProperty({ transaction }: PurchaseOf<'property'>): PolicyFinding {
  return FINDINGS[transaction];
}

/** Property: buying, building, extending, high-grade renovation; an ordinary renovation is open. */
export const propertyPolicy: SectorPolicy<'property'> = {
  sector: 'property',
  rules: [purchase, newBuild, expansion, highGradeRenovation],
  judge: judgeProperty,
};
