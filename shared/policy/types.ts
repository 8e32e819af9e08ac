import type { Bilingual } from '../contracts/bilingual.ts';
import type { Fallback } from '../contracts/check.ts';
import type { RestrictedItem } from '../contracts/items.ts';
import type { FieldProblem } from '../contracts/problem.ts';
import type { PurchaseOf } from '../contracts/purchases.ts';
import type { SubjectRole } from '../contracts/roles.ts';
import type { Sector } from '../contracts/sectors.ts';
import type { Procedure } from './procedures.ts';

/** Something the person may buy instead, told together with a denial. */
export interface PermittedAlternative {
  readonly sector: Sector;
  readonly description: Bilingual;
}

/** One line of the law as it meets one kind of product. */
export interface PolicyRule {
  /** Stable and public, `<sector>.<what>`: `rail.g-train`. */
  readonly id: string;
  /** The product falls under each of them; an order need name only one. Empty where nothing is restricted. */
  readonly items: readonly RestrictedItem[];
  readonly title: Bilingual;
  /** Document and article. */
  readonly source: string;
  readonly permittedAlternatives: readonly PermittedAlternative[];
  /** Nobody has decided this class of product; it is never denied, and whoever reviews can find it. */
  readonly unruled?: true;
  /** The rule concerns only subjects whom the order names in one of these roles; absent, it concerns all. */
  readonly roles?: readonly SubjectRole[];
}

/** A sum that may be spent, rather than a ban. */
export interface Quota {
  /** How much may be spent in one period, in fen. Reaching it exactly is allowed. */
  readonly amountFen: number;
  readonly period: 'month';
}

/** What the policy says about a purchase, before anyone asks who the subject is. */
export type PolicyFinding =
  | { readonly kind: 'unrestricted'; readonly rule: PolicyRule | undefined }
  | { readonly kind: 'restricted'; readonly rule: PolicyRule }
  | { readonly kind: 'quota'; readonly rule: PolicyRule; readonly quota: Quota; readonly spendFen: number }
  /** The purchase cannot be as described. Pointers are relative to the purchase (`/seat`). */
  | { readonly kind: 'invalid'; readonly problems: readonly FieldProblem[] };

/** A threshold that no authority publishes: ours, named, dated with its pack, and to be replaced when one does. */
export interface PolicyParameter {
  readonly value: number;
  readonly unit: 'fen' | 'fen per night' | 'fen per year' | 'fen per month';
  readonly source: string;
}

export interface PolicyParameters {
  /** A room above this is high-cost lodging even without stars or grade. */
  readonly hotelRatePerNight: PolicyParameter;
  /** A premium above this, for insurance with cash value, is a high premium. */
  readonly insuranceAnnualPremium: PolicyParameter;
  /** How far a private school's fee may lie above the normal standard before it counts as high. */
  readonly schoolFeeAboveStandard: PolicyParameter;
  /** What a debtor may spend in holiday areas and rated tourism businesses. */
  readonly resortSpendPerMonth: PolicyParameter;
  /** A bill above this makes any other venue a high-cost one. */
  readonly venueAmount: PolicyParameter;
}

/** How one sector's purchases are judged. Every file in `sectors/` exports one of these. */
export interface SectorPolicy<S extends Sector> {
  readonly sector: S;
  /** Every rule that `judge` can name. */
  readonly rules: readonly PolicyRule[];
  /** Pure. Normalises codes itself; throws nothing. */
  judge(purchase: PurchaseOf<S>, parameters: PolicyParameters): PolicyFinding;
}

/** The rules of one jurisdiction from one date on. */
export interface PolicyPack {
  readonly id: 'cn-national';
  /** The date it takes effect, in the time of the courts. */
  readonly version: string;
  /** `<id>/<version>`, as answers name it. */
  readonly label: string;
  /** Epoch milliseconds. */
  readonly effectiveFromMs: number;
  readonly parameters: PolicyParameters;
  readonly sectors: { readonly [S in Sector]: SectorPolicy<S> };
  /** What an operator does when the truth cannot be had in time. */
  readonly fallbackBySector: { readonly [S in Sector]: Fallback };
  /** Within which time objections are decided and orders let go. */
  readonly procedure: Procedure;
}
