import type {
  ChangeId,
  CheckId,
  DecisionId,
  GrantId,
  NoticeId,
  OperatorId,
  OrderId,
} from '../../contracts/ids.ts';
import type { ObjectionId } from '../../due-process/objections/objection.ts';
import type { DuePosition } from '../../due-process/ports.ts';
import type { Reminder } from '../../due-process/reminders.ts';
import type { Sequence } from '../../filter/ports.ts';
import { formatSubjectKey, type SubjectKey } from '../../identity/subject-key.ts';
import type { NoticeList } from '../../notices/notice-lists.ts';
import type { ClientId } from '../../operators/client-record.ts';
import type { LimitedApi } from '../../rate-limits/ports.ts';
import { dueMonth } from './due-months.ts';

/** Primary key of an item in the table `registry`: partition key `pk`, sort key `sk`, both strings. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** Sequences sort as text, so they are padded to the digits of the largest safe integer. */
const SEQUENCE_DIGITS = 16;

export const SUBJECT_PREFIX = 'SUBJECT#';
export const ORDER_PREFIX = 'ORDER#';
export const LOG_PARTITION = 'LOG';
export const CLIENTS_PARTITION = 'CLIENT';
export const NOTICE_OPERATORS_PARTITION = 'NOTICE-OPERATORS';
export const AUDIT_PREFIX = 'AUDIT#';

/** A sparse index on interceptions. It lags behind the table, so nothing that has to be right at once rests on it. */
export const COURT_MONTHS_INDEX = 'court-months';
export const COURT_MONTH_ATTRIBUTE = 'courtMonth';
export const COURT_MONTH_PREFIX = 'COURT-MONTH#';
/** What the index holds beside the keys of table and index. */
export const COURT_MONTHS_PROJECTION = ['productClass', 'items', 'attempts', 'outcome', 'firstAtMs'];

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
 * | which versions of the subject-key secret count | `SECRET` | `SUBJECT-KEY` |
 * | interception | `INTERCEPTION#<orderId>` | `<operatorId>#<decisionId>` |
 * | the same, by the court of its order: index `court-months` | `COURT-MONTH#<court code>#<yyyy-mm>` in `courtMonth` | |
 * | receipt of a change | `CHANGE#<changeId>` | `RECEIPT` |
 * | claim of an act that is under way | `ACT#<orderId>` | `<version it makes, 10 digits>`, with `#END` if it ends the order |
 * | notice | `NOTICE#<operatorId>` | `<noticeId>` |
 * | a notice's place in a list of what is open | `OPEN-NOTICES#<operatorId>` | `<list>#<noticeId>` |
 * | mark that an order led to a notice | `ORDER-NOTICES#<orderId>` | `<operatorId>#<noticeId>` |
 * | mark that an operator has notices | `NOTICE-OPERATORS` | `<operatorId>` |
 * | an operator's webhook | `WEBHOOK` | `<operatorId>` |
 * | allowance (uses of a grant, spending under a quota) | `ALLOWANCE#<orderId>` | `<allowance name>` |
 * | what an outcome report settles | `CHECK#<checkId>` | `EFFECTS` |
 * | counter of a rate limit | `RATE#<keyed digest>` | `<start of the window, ms>` |
 * | counts of a client's requests | `CLIENT-COUNTS#<clientId>` | `<api>` |
 * | request that is known by its `Idempotency-Key` | `IDEMPOTENCY#<keyed digest>` | `ANSWER` |
 * | entry of an audit chain | `AUDIT#<chain, 2 digits>` | `<sequence, 16 digits>` |
 * | objection to an order | `OBJECTION#<orderId>` | `<objectionId>` |
 * | clock that runs for an order | `DEADLINE#<orderId>` | `<deadlineId>` |
 * | a clock's place among what falls due | `DUE#<yyyy-mm>` | `<end, ms, 16 digits>#<deadlineId>` |
 * | how far the last run through the clocks came | `DUE-CURSOR` | `CURRENT` |
 * | machine client of an operator or court | `CLIENT` | `<clientId>` |
 * | reminder in a court's queue | `REMINDER#<court code>` | `<end, ms, 16 digits>#<deadlineId>#<step>` |
 */
export const itemKeys = {
  order: (orderId: OrderId): ItemKey => ({ pk: `${ORDER_PREFIX}${orderId}`, sk: 'STATE' }),
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
  actClaim: (orderId: OrderId, version: number, ending: boolean): ItemKey => ({
    pk: `ACT#${orderId}`,
    sk: `${String(version).padStart(10, '0')}${ending ? '#END' : ''}`,
  }),
  notice: (operatorId: OperatorId, noticeId: NoticeId): ItemKey => ({
    pk: noticePartition(operatorId),
    sk: noticeId,
  }),
  openNotice: (operatorId: OperatorId, list: NoticeList, noticeId: NoticeId): ItemKey => ({
    pk: openNoticesPartition(operatorId),
    sk: `${list}#${noticeId}`,
  }),
  orderNotice: (orderId: OrderId, operatorId: OperatorId, noticeId: NoticeId): ItemKey => ({
    pk: orderNoticesPartition(orderId),
    sk: `${operatorId}#${noticeId}`,
  }),
  noticeOperator: (operatorId: OperatorId): ItemKey => ({ pk: NOTICE_OPERATORS_PARTITION, sk: operatorId }),
  webhook: (operatorId: OperatorId): ItemKey => ({ pk: 'WEBHOOK', sk: operatorId }),
  allowance: (orderId: OrderId, name: GrantId | string): ItemKey => ({
    pk: `ALLOWANCE#${orderId}`,
    sk: name,
  }),
  checkEffects: (checkId: CheckId): ItemKey => ({ pk: `CHECK#${checkId}`, sk: 'EFFECTS' }),
  rateCounter: (name: string, windowFromMs: number): ItemKey => ({
    pk: `RATE#${name}`,
    sk: String(windowFromMs),
  }),
  clientCounts: (clientId: string, api: LimitedApi): ItemKey => ({
    pk: `CLIENT-COUNTS#${clientId}`,
    sk: api,
  }),
  idempotentRequest: (name: string): ItemKey => ({ pk: `IDEMPOTENCY#${name}`, sk: 'ANSWER' }),
  auditEntry: (chain: number, seq: number): ItemKey => ({
    pk: auditPartition(chain),
    sk: formatSequence(seq),
  }),
  objection: (orderId: OrderId, objectionId: ObjectionId): ItemKey => ({
    pk: objectionPartition(orderId),
    sk: objectionId,
  }),
  deadline: (orderId: OrderId, deadlineId: string): ItemKey => ({
    pk: deadlinePartition(orderId),
    sk: deadlineId,
  }),
  due: ({ dueAtMs, deadlineId }: DuePosition): ItemKey => ({
    pk: duePartition(dueMonth(dueAtMs)),
    sk: `${formatDueAt(dueAtMs)}#${deadlineId}`,
  }),
  client: (clientId: ClientId): ItemKey => ({ pk: CLIENTS_PARTITION, sk: clientId }),
  dueCursor: (): ItemKey => ({ pk: 'DUE-CURSOR', sk: 'CURRENT' }),
  reminder: ({ addressee, dueAtMs, deadlineId, step }: Reminder): ItemKey => ({
    pk: reminderPartition(addressee),
    sk: `${formatDueAt(dueAtMs)}#${deadlineId}#${step}`,
  }),
} as const;

export function pointerPartition(key: SubjectKey): string {
  return `${SUBJECT_PREFIX}${formatSubjectKey(key)}`;
}

export function interceptionPartition(orderId: OrderId): string {
  return `INTERCEPTION#${orderId}`;
}

/** Of the index by which the denials of a court are counted. */
export function courtMonthPartition(courtCode: string, month: string): string {
  return `${COURT_MONTH_PREFIX}${courtCode}#${month}`;
}

export function noticePartition(operatorId: OperatorId): string {
  return `NOTICE#${operatorId}`;
}

export function openNoticesPartition(operatorId: OperatorId): string {
  return `OPEN-NOTICES#${operatorId}`;
}

export function orderNoticesPartition(orderId: OrderId): string {
  return `ORDER-NOTICES#${orderId}`;
}

export function auditPartition(chain: number): string {
  return `${AUDIT_PREFIX}${String(chain).padStart(2, '0')}`;
}

export function objectionPartition(orderId: OrderId): string {
  return `OBJECTION#${orderId}`;
}

export function deadlinePartition(orderId: OrderId): string {
  return `DEADLINE#${orderId}`;
}

export function duePartition(month: string): string {
  return `DUE#${month}`;
}

export function reminderPartition(courtCode: string): string {
  return `REMINDER#${courtCode}`;
}

/** Ends of long ago sort first, whatever year they are of. */
function formatDueAt(dueAtMs: number): string {
  return formatSequence(Math.max(0, dueAtMs));
}

export function formatSequence(sequence: Sequence | number): string {
  return String(sequence).padStart(SEQUENCE_DIGITS, '0');
}
