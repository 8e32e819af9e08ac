import type { RestrictedItem } from '../contracts/items.ts';
import type { SubjectRole } from '../contracts/roles.ts';
import type { Grant, OrderTerms } from './order.ts';

export interface RestrictionQuery {
  /** Items that the purchase falls under; one product may fall under two. */
  readonly items: readonly RestrictedItem[];
  /** Capacities in which the rule concerns a subject; all of them when left out. */
  readonly roles?: readonly SubjectRole[];
  readonly nowMs: number;
  /** When the service is rendered: what a grant must cover, if it is known. */
  readonly serviceAtMs?: number;
}

export type Restriction =
  | { readonly kind: 'no' }
  /** `items`: those of the purchase that the order restricts and no unlimited grant lifts. */
  | { readonly kind: 'yes'; readonly items: readonly RestrictedItem[] }
  /**
   * Grants with a limited number of uses could lift what is left. Reserve uses in this sequence, each that still
   * lifts something (`itemsStillRestricted`), until nothing is left; if something stays, the answer is yes.
   */
  | {
      readonly kind: 'needs-use';
      readonly items: readonly RestrictedItem[];
      readonly grants: readonly Grant[];
    };

const NO: Restriction = { kind: 'no' };

/**
 * Whether an order restricts a purchase now. The order's period is asked about now, its grants about the time of the
 * service (else now): an order in force at the sale applies to whatever is sold then, while a grant permits an act.
 * Grants only ever take restrictions away.
 *
 * Source: Provisions on restricting high consumption (Fa Shi [2015] 17) art. 3, 5 and 8; Good-faith opinion (Fa Fa
 * [2019] 35) art. 17.
 */
export function restricts(terms: OrderTerms, query: RestrictionQuery): Restriction {
  if (terms.status !== 'active') return NO;
  if (query.nowMs < terms.period.fromMs) return NO;
  if (terms.period.toMs !== null && query.nowMs >= terms.period.toMs) return NO;
  if (query.roles && !query.roles.includes(terms.role)) return NO;

  const covering = terms.grants.filter((grant) => covers(grant, query.serviceAtMs ?? query.nowMs));
  const unlimited = covering.filter((grant) => grant.uses === null);
  const restricted = terms.items.filter((item) => query.items.includes(item));
  const left = unlimited.reduce(itemsStillRestricted, restricted);
  if (left.length === 0) return NO;

  const limited = covering.filter(
    (grant) => grant.uses !== null && grant.items.some((item) => left.includes(item)),
  );
  if (limited.reduce(itemsStillRestricted, left).length > 0) return { kind: 'yes', items: left };
  return { kind: 'needs-use', items: left, grants: limited.sort(byUsefulness(left)) };
}

/** What stays restricted when a use of the grant is available. */
export function itemsStillRestricted(
  items: readonly RestrictedItem[],
  grant: Pick<Grant, 'items'>,
): RestrictedItem[] {
  return items.filter((item) => !grant.items.includes(item));
}

/** A grant's window is half open, so that windows that follow each other neither overlap nor leave a gap. */
function covers(grant: Grant, atMs: number): boolean {
  return grant.fromMs <= atMs && atMs < grant.toMs;
}

/** A grant that lifts more comes first, so that one use serves where one can; then the one that ends first. */
function byUsefulness(items: readonly RestrictedItem[]) {
  const lifted = (grant: Grant) => items.length - itemsStillRestricted(items, grant).length;
  return (a: Grant, b: Grant): number => lifted(b) - lifted(a) || a.toMs - b.toMs;
}
