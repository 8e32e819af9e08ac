import type { Purchase, PurchaseOf } from '../contracts/purchases.ts';
import type { Sector } from '../contracts/sectors.ts';
import type { PolicyFinding, PolicyPack } from './types.ts';

/**
 * What the pack says about a purchase, whoever it is for. Runs before any document is looked at, so most checks end here.
 *
 * @returns never throws for a purchase that passed `purchaseField`; a purchase that cannot exist is `invalid`, with
 *   pointers relative to the purchase
 */
export function judgePurchase(pack: PolicyPack, purchase: Purchase): PolicyFinding {
  return judgeIn(pack, purchase.sector, purchase);
}

/** Given sector and purchase side by side, the compiler follows that policy and purchase are of one sector. */
function judgeIn<S extends Sector>(pack: PolicyPack, sector: S, purchase: PurchaseOf<S>): PolicyFinding {
  return pack.sectors[sector].judge(purchase, pack.parameters);
}
