import type { GrantId } from '../../../shared/contracts/ids.ts';
import type { OrderRecord, OrderTerms } from '../../../shared/orders/order.ts';
import type { CheckPorts, Planted } from '../planted.ts';

/** Mistakes in what is read out of an order: its period, its status, what it permits. */
export const GRANT_MUTANTS: readonly Planted[] = [
  {
    name: 'the end of the period is ignored',
    invariant: 'I2',
    check: readingTerms((terms) => ({ ...terms, period: { ...terms.period, toMs: null } })),
  },
  {
    name: 'the begin of the period is ignored',
    invariant: 'I2',
    check: readingTerms((terms) => ({ ...terms, period: { ...terms.period, fromMs: 0 } })),
  },
  {
    name: 'an order that rests goes on restricting',
    invariant: 'I2',
    check: readingTerms((terms) => (terms.status === 'suspended' ? { ...terms, status: 'active' } : terms)),
  },
  {
    name: 'what a court permits is ignored',
    invariant: 'I2',
    check: readingTerms((terms) => ({ ...terms, grants: [] })),
  },
  {
    name: 'the end of the window of a grant is ignored',
    invariant: 'I1',
    check: readingTerms((terms) => ({
      ...terms,
      grants: terms.grants.map((grant) => ({ ...grant, toMs: Number.MAX_SAFE_INTEGER })),
    })),
  },
  {
    name: 'a grant of some uses permits any number',
    invariant: 'I1',
    check: readingTerms((terms) => ({
      ...terms,
      grants: terms.grants.map((grant) => ({ ...grant, uses: null })),
    })),
  },
  {
    name: 'a grant permits one use more',
    invariant: 'I1',
    check: readingTerms((terms) => ({
      ...terms,
      grants: terms.grants.map((grant) => ({ ...grant, uses: grant.uses === null ? null : grant.uses + 1 })),
    })),
  },
  {
    name: 'each version of an order begins its grants anew',
    invariant: 'I1',
    check: readingTerms((terms, { version }) => ({
      ...terms,
      grants: terms.grants.map((grant) => ({ ...grant, grantId: `${grant.grantId}.${version}` as GrantId })),
    })),
  },
  {
    name: 'a grant is held against the time of the check instead of the service',
    invariant: 'I1',
    request: ({ purchase, ...request }) => {
      const { serviceAt: _, ...withoutTime } = purchase;
      return { ...request, purchase: withoutTime as typeof purchase };
    },
  },
];

function readingTerms(read: (terms: OrderTerms, record: OrderRecord) => OrderTerms) {
  const misread = (record: OrderRecord): OrderRecord => ({ ...record, terms: read(record.terms, record) });
  return (ports: CheckPorts): CheckPorts => ({
    ...ports,
    orders: {
      async get(...args) {
        const record = await ports.orders.get(...args);
        return record && misread(record);
      },
      getMany: async (...args) => (await ports.orders.getMany(...args)).map(misread),
    },
  });
}
