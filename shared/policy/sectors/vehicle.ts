import type { PurchaseOf } from '../../contracts/purchases.ts';
import { ALTERNATIVES } from '../alternatives.ts';
import { defineRule } from '../define-rule.ts';
import { restricted, UNRESTRICTED } from '../findings.ts';
import { lawSource } from '../sources.ts';
import type { PolicyFinding, SectorPolicy } from '../types.ts';

const notForBusiness = defineRule({
  id: 'vehicle.not-for-business',
  items: ['vehicle'],
  title: { en: 'A vehicle that is not needed for business', 'zh-CN': '购买非经营必需车辆' },
  source: lawSource('3(5)', 'II(7)6'),
  permittedAlternatives: [ALTERNATIVES.businessVehicle],
});

const NOT_FOR_BUSINESS = restricted(notForBusiness);

function judgeVehicle({ businessUse }: PurchaseOf<'vehicle'>): PolicyFinding {
  return businessUse ? UNRESTRICTED : NOT_FOR_BUSINESS;
}

/** Vehicle: restricted unless the business needs it. */
export const vehiclePolicy: SectorPolicy<'vehicle'> = {
  sector: 'vehicle',
  rules: [notForBusiness],
  judge: judgeVehicle,
};
