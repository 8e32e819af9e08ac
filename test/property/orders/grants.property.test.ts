import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GrantId } from '../../../shared/contracts/ids.ts';
import { RESTRICTED_ITEMS } from '../../../shared/contracts/items.ts';
import { ORDER_STATUSES } from '../../../shared/contracts/list-change.ts';
import { SUBJECT_ROLES } from '../../../shared/contracts/roles.ts';
import type { Grant, OrderTerms } from '../../../shared/orders/order.ts';
import { type Restriction, type RestrictionQuery, restricts } from '../../../shared/orders/restriction.ts';

const instant = fc.integer({ min: 0, max: 20 });
const items = fc.uniqueArray(fc.constantFrom(...RESTRICTED_ITEMS.slice(0, 4)), { minLength: 1 });

const grants: fc.Arbitrary<Grant> = fc.record({
  grantId: fc.constantFrom('g1', 'g2', 'g3').map((id) => id as GrantId),
  kind: fc.constantFrom('necessity', 'single'),
  items,
  fromMs: instant,
  toMs: instant,
  uses: fc.constantFrom(null, 1, 3),
  approvedBy: fc.constant('court'),
});

const orders: fc.Arbitrary<OrderTerms> = fc.record({
  status: fc.constantFrom('active', ...ORDER_STATUSES),
  items,
  period: fc.record({ fromMs: instant, toMs: fc.option(instant) }),
  role: fc.constantFrom(...SUBJECT_ROLES),
  grants: fc.array(grants, { maxLength: 4 }),
  nameDigest: fc.constant(''),
});

const queries: fc.Arbitrary<RestrictionQuery> = fc.record(
  { items, nowMs: instant, serviceAtMs: instant, roles: fc.subarray([...SUBJECT_ROLES], { minLength: 1 }) },
  { requiredKeys: ['items', 'nowMs'] },
);

const SEVERITY = { no: 0, 'needs-use': 1, yes: 2 } as const;
const itemsOf = (restriction: Restriction) => (restriction.kind === 'no' ? [] : restriction.items);

test('a grant never widens a restriction', () => {
  fc.assert(
    fc.property(orders, grants, queries, (order, grant, query) => {
      const without = restricts(order, query);
      const withGrant = restricts({ ...order, grants: [...order.grants, grant] }, query);
      expect(SEVERITY[withGrant.kind]).toBeLessThanOrEqual(SEVERITY[without.kind]);
      expect(itemsOf(withGrant).filter((item) => !itemsOf(without).includes(item))).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});

test('nothing is restricted that the order and the purchase do not both name', () => {
  fc.assert(
    fc.property(orders, queries, (order, query) => {
      const outside = itemsOf(restricts(order, query)).filter(
        (item) => !order.items.includes(item) || !query.items.includes(item),
      );
      expect(outside).toEqual([]);
    }),
  );
});

test('every use that is asked for could lift something, and all of them together lift everything', () => {
  fc.assert(
    fc.property(orders, queries, (order, query) => {
      const restriction = restricts(order, query);
      if (restriction.kind !== 'needs-use') return;
      for (const { items: lifted, uses } of restriction.grants) {
        expect(uses).not.toBeNull();
        expect(restriction.items.some((item) => lifted.includes(item))).toBe(true);
      }
      const lifted = restriction.grants.flatMap((grant) => grant.items);
      expect(restriction.items.filter((item) => !lifted.includes(item))).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});
