import type {
  ChangeId,
  CheckId,
  DecisionId,
  GrantId,
  NoticeId,
  OperatorId,
  OrderId,
} from '../../contracts/ids.ts';
import type { Sequence } from '../../filter/ports.ts';
import { formatSubjectKey, type SubjectKey } from '../../identity/subject-key.ts';

/** Primary key of an item in the table `registry`: partition key `pk`, sort key `sk`, both strings. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** Sequences sort as text, so they are padded to the digits of the largest safe integer. */
const SEQUENCE_DIGITS = 16;

export const SUBJECT_PREFIX = 'SUBJECT#';
export const LOG_PARTITION = 'LOG';

/** Seconds since the epoch after which DynamoDB may remove the item by itself. */
export const TIME_TO_LIVE_ATTRIBUTE = 'expiresAtS';

/**
 * The key table: every kind of item in `registry`. Whoever adds a kind adds its row here.
 *
 * | item | pk | sk |
 * |---|---|---|
 * | order | `ORDER#<orderId>` | `STATE` |
 * | pointer | `SUBJECT#<subject key>` | `ORDER#<orderId>` |
 * | log entry | `LOG` | `<sequence, 16 digits>` |
 * | snapshot manifest | `SNAPSHOT` | `CURRENT` |
 * | fingerprint of the subject-key secret | `SECRET` | `SUBJECT-KEY` |
 * | interception | `INTERCEPTION#<orderId>` | `<operatorId>#<decisionId>` |
 * | receipt of a change | `CHANGE#<changeId>` | `RECEIPT` |
 * | notice | `NOTICE#<operatorId>` | `<noticeId>` |
 * | allowance (uses of a grant, spending under a quota) | `ALLOWANCE#<orderId>` | `<allowance name>` |
 * | what an outcome report settles | `CHECK#<checkId>` | `EFFECTS` |
 */
export const itemKeys = {
  order: (orderId: OrderId): ItemKey => ({ pk: `ORDER#${orderId}`, sk: 'STATE' }),
  pointer: (key: SubjectKey, orderId: OrderId): ItemKey => ({
    pk: pointerPartition(key),
    sk: `ORDER#${orderId}`,
  }),
  logEntry: (sequence: Sequence): ItemKey => ({ pk: LOG_PARTITION, sk: formatSequence(sequence) }),
  snapshotManifest: (): ItemKey => ({ pk: 'SNAPSHOT', sk: 'CURRENT' }),
  keyFingerprint: (): ItemKey => ({ pk: 'SECRET', sk: 'SUBJECT-KEY' }),
  interception: (orderId: OrderId, operatorId: OperatorId, decisionId: DecisionId): ItemKey => ({
    pk: interceptionPartition(orderId),
    sk: `${operatorId}#${decisionId}`,
  }),
  receipt: (changeId: ChangeId): ItemKey => ({ pk: `CHANGE#${changeId}`, sk: 'RECEIPT' }),
  notice: (operatorId: OperatorId, noticeId: NoticeId): ItemKey => ({
    pk: noticePartition(operatorId),
    sk: noticeId,
  }),
  allowance: (orderId: OrderId, name: GrantId | string): ItemKey => ({
    pk: `ALLOWANCE#${orderId}`,
    sk: name,
  }),
  checkEffects: (checkId: CheckId): ItemKey => ({ pk: `CHECK#${checkId}`, sk: 'EFFECTS' }),
} as const;

export function pointerPartition(key: SubjectKey): string {
  return `${SUBJECT_PREFIX}${formatSubjectKey(key)}`;
}

export function interceptionPartition(orderId: OrderId): string {
  return `INTERCEPTION#${orderId}`;
}

export function noticePartition(operatorId: OperatorId): string {
  return `NOTICE#${operatorId}`;
}

export function formatSequence(sequence: Sequence): string {
  return String(sequence).padStart(SEQUENCE_DIGITS, '0');
}
