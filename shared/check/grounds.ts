import type { Allowance } from '../allowances/allowances.ts';
import type { RestrictedItem } from '../contracts/items.ts';
import { monthOf } from '../contracts/time.ts';
import { isNamed } from '../orders/named.ts';
import type { Grant, OrderRecord } from '../orders/order.ts';
import { restricts } from '../orders/restriction.ts';
import type { PolicyFinding, PolicyRule } from '../policy/types.ts';

/** A finding that makes somebody look at documents. */
export type RestrictedFinding = Extract<PolicyFinding, { kind: 'restricted' | 'quota' }>;

/** The question that an order is held against. */
export interface Question {
  readonly finding: RestrictedFinding;
  /** Keys of the subject's documents, as orders hold them. */
  readonly keys: readonly string[];
  readonly nowMs: number;
  readonly serviceAtMs: number | undefined;
  /** Keyed digest of the name that the operator gave, if any. */
  readonly nameDigest: string | undefined;
  /** Who would hold a reservation: this operator for this purchase. */
  readonly holder: string;
}

/** One use of a grant, and what it would lift. */
export interface GrantUse {
  readonly allowance: Allowance;
  readonly items: readonly RestrictedItem[];
}

/** Why an order stands in the way of a purchase. An order that does not is no ground. */
export type Ground =
  | { readonly kind: 'ban'; readonly order: OrderRecord }
  /** In the way unless the quota has room, or uses of grants can be reserved until no item stays restricted. */
  | {
      readonly kind: 'allowance';
      readonly order: OrderRecord;
      readonly items: readonly RestrictedItem[];
      readonly quota?: Allowance;
      /** Most useful first. */
      readonly uses: readonly GrantUse[];
    }
  /** The document matches, the name does not: the operator must look at the document again. Never a denial. */
  | { readonly kind: 'other-name'; readonly order: OrderRecord };

/** Holds orders against the question. Pure; orders as read, grounds oldest order first so that repeats agree. */
export function findGrounds(orders: readonly OrderRecord[], question: Question): readonly Ground[] {
  return [...orders]
    .sort((a, b) => a.effectiveAtMs - b.effectiveAtMs || (a.orderId < b.orderId ? -1 : 1))
    .map((order) => groundOf(order, question))
    .filter((ground) => ground !== undefined);
}

function groundOf(order: OrderRecord, question: Question): Ground | undefined {
  // A pointer says that some version of the order named this document; the version in force may not any more.
  if (!order.keys.some((key) => question.keys.includes(key))) return undefined;
  const { finding, nowMs, serviceAtMs } = question;
  const restriction = restricts(order.terms, {
    items: finding.rule.items,
    ...rolesOf(finding.rule),
    nowMs,
    ...(serviceAtMs === undefined ? {} : { serviceAtMs }),
  });
  if (restriction.kind === 'no') return undefined;
  if (question.nameDigest !== undefined && !isNamed(order.terms, question.nameDigest)) {
    return { kind: 'other-name', order };
  }
  if (finding.kind === 'restricted' && restriction.kind === 'yes') return { kind: 'ban', order };
  return {
    kind: 'allowance',
    order,
    items: restriction.items,
    ...(finding.kind === 'quota' ? { quota: quotaOf(order, finding, question) } : {}),
    uses:
      restriction.kind === 'needs-use'
        ? restriction.grants.map((grant) => useOf(order, grant, question))
        : [],
  };
}

function rolesOf(rule: PolicyRule): { roles?: NonNullable<PolicyRule['roles']> } {
  return rule.roles === undefined ? {} : { roles: rule.roles };
}

function useOf(order: OrderRecord, grant: Grant, question: Question): GrantUse {
  return {
    allowance: {
      orderId: order.orderId,
      name: `GRANT#${grant.grantId}`,
      holder: question.holder,
      quantity: 1,
      capacity: grant.uses ?? Number.MAX_SAFE_INTEGER,
    },
    items: grant.items,
  };
}

/** Spending under a quota counts in the calendar month (Asia/Shanghai) in which it is paid. */
function quotaOf(
  order: OrderRecord,
  finding: Extract<RestrictedFinding, { kind: 'quota' }>,
  question: Question,
): Allowance {
  return {
    orderId: order.orderId,
    name: `QUOTA#${finding.rule.id}#${monthOf(question.nowMs)}`,
    holder: question.holder,
    quantity: finding.spendFen,
    capacity: finding.quota.amountFen,
  };
}
