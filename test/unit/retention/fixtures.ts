import type { ChangeId, CheckId, DecisionId, OperatorId, OrderId } from '../../../shared/contracts/ids.ts';
import { formatSubjectKey, type SubjectKey } from '../../../shared/identity/subject-key.ts';
import type { NewInterception } from '../../../shared/interceptions/ports.ts';
import type { OrderRecord, OrderTerms } from '../../../shared/orders/order.ts';

export const ORDER_ID = 'ord-1' as OrderId;
export const OPERATOR_ID = 'demo-rail' as OperatorId;
export const KEY = new Uint8Array(16).fill(5) as SubjectKey;
export const KEY_TEXT = formatSubjectKey(KEY);

/** An order that was released in its second version. */
export function endedOrder(
  terms: Partial<OrderTerms> = {},
  orderId = ORDER_ID,
  keys: readonly string[] = [KEY_TEXT],
): OrderRecord {
  const entry = { acceptedAtMs: 1, effectiveAtMs: 2, changeId: 'change-1' as ChangeId };
  return {
    orderId,
    version: 2,
    changeId: 'change-2' as ChangeId,
    acceptedAtMs: 1_795_000_000_000,
    appliedAtMs: 1_795_000_001_000,
    effectiveAtMs: 1_795_000_001_000,
    courtCode: '京0105',
    keys,
    secretVersion: '1',
    sealedDocument: 'sealed',
    history: [
      { ...entry, version: 1, status: 'active', appliedAtMs: 1_794_000_000_000 },
      { ...entry, version: 2, status: 'released', appliedAtMs: 1_795_000_001_000 },
    ],
    terms: {
      status: 'released',
      items: ['air'],
      period: { fromMs: 0, toMs: null },
      role: 'debtor',
      grants: [],
      nameDigest: 'digest',
      ...terms,
    },
  };
}

export function interceptionOf(decisionId: string, orderId = ORDER_ID): NewInterception {
  return {
    orderId,
    operatorId: OPERATOR_ID,
    decisionId: decisionId as DecisionId,
    sector: 'air',
    productClass: 'air.any-cabin',
    checkpoint: 'sale',
    firstAtMs: 1_794_500_000_000,
    redressReference: 'rdr_1' as never,
    lastCheckId: 'chk_1' as CheckId,
  };
}
