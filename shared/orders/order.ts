import type { ChangeId, GrantId, OrderId } from '../contracts/ids.ts';
import type { RestrictedItem } from '../contracts/items.ts';
import type { END_REASONS, GRANT_KINDS, ORDER_STATUSES } from '../contracts/list-change.ts';
import type { SubjectRole } from '../contracts/roles.ts';
import { isFinal } from '../due-process/life.ts';
import type { KeyCoverage } from '../identity/key-coverage.ts';
import type { AliasGroup } from './aliases.ts';

export type OrderStatus = (typeof ORDER_STATUSES)[number];
export type EndReason = (typeof END_REASONS)[number];
export type GrantKind = (typeof GRANT_KINDS)[number];

/** A court's permission within an order. The window includes `fromMs` and excludes `toMs`. */
export interface Grant {
  readonly grantId: GrantId;
  readonly kind: GrantKind;
  readonly items: readonly RestrictedItem[];
  readonly fromMs: number;
  readonly toMs: number;
  /** How many purchases it permits; `null` for any number within the window. */
  readonly uses: number | null;
  readonly approvedBy: 'president' | 'court';
}

/** One applied version of an order: the evidence of when an instruction came and took effect. */
export interface HistoryEntry {
  readonly version: number;
  readonly changeId: ChangeId;
  readonly status: OrderStatus;
  readonly endReason?: EndReason;
  readonly acceptedAtMs: number;
  readonly appliedAtMs: number;
  readonly effectiveAtMs: number;
}

/** What a check needs of an order: readable, and names no one. */
export interface OrderTerms {
  readonly status: OrderStatus;
  readonly endReason?: EndReason;
  readonly items: readonly RestrictedItem[];
  /** In force from `fromMs` (inclusive) to `toMs` (exclusive); `null` until released. */
  readonly period: { readonly fromMs: number; readonly toMs: number | null };
  readonly role: SubjectRole;
  readonly grants: readonly Grant[];
  /** The order that this one goes on from, when a restriction is continued after its removal. */
  readonly continues?: OrderId;
  /** Keyed digest of the subject's name; a mismatch can only soften an answer. */
  readonly nameDigest: string;
  /** While the subject-key secret is rotated: the digests under each version that counts, the one above among them. */
  readonly nameDigests?: readonly string[];
}

/** An order as the change that carries it states it: the whole document at one version. */
export interface OrderVersion {
  readonly orderId: OrderId;
  readonly version: number;
  readonly changeId: ChangeId;
  readonly acceptedAtMs: number;
  readonly courtCode: string;
  /** The courts that its sender acts for; absent if for all of them. Not kept in the record. */
  readonly senderCourts?: readonly string[];
  readonly terms: OrderTerms;
  /** Subject keys of every document that was not cleared, 32 hexadecimal characters each; may be empty. */
  readonly keys: readonly string[];
  /** Subject keys of the documents that this version clears; absent for none. */
  readonly clearedKeys?: readonly string[];
  /** Versions of the secret under which every document that was not cleared has its key in `keys`: `1`, or `1+2`. */
  readonly secretVersion: KeyCoverage;
  /**
   * Keys of one document that were made under several versions of the secret, also such as do not count any more. In a
   * record it only grows, so that what was cleared or matched under an earlier version is recognised.
   */
  readonly aliases?: readonly AliasGroup[];
  /** The whole order document as the court sent it, encrypted. */
  readonly sealedDocument: string;
}

/** What one version says about how long the order is in force. */
export interface EndClaim {
  readonly version: number;
  readonly changeId: ChangeId;
  /** 0 for the claim that stands for all those below it which were folded into it. */
  readonly acceptedAtMs: number;
  readonly toMs: number | null;
  readonly continues?: OrderId;
}

/**
 * An order as stored: its governing version, how it came about, and what every version that was ever delivered leaves
 * behind, also a superseded or refused one. Records from before a field was introduced lack it.
 *
 * `terms.period.toMs` and `terms.continues` are those in effect (`effective-end.ts`), which may differ from what the
 * sealed document says: an end that has passed stays, a continued restriction keeps its end.
 */
export interface OrderRecord extends OrderVersion {
  readonly appliedAtMs: number;
  readonly effectiveAtMs: number;
  readonly history: readonly HistoryEntry[];
  /** Keys that match somebody: those of the governing version without `clearedKeys`. */
  readonly keys: readonly string[];
  /** Keys that any version ever cleared, sorted. It only grows: what was cleared matches nobody under this order again. */
  readonly clearedKeys?: readonly string[];
  /**
   * Keys that a governing version named and the one that governs now does not; never one of `keys`. A key that is named
   * again leaves it, and its pointer is put again before that. So whoever gives pointers of former keys an end reads the
   * order again afterwards, and puts those back which have become `keys` in between.
   */
  readonly formerKeys?: readonly string[];
  /** What each version says about the end, sorted by version and change id; absent while there is one alone. */
  readonly ends?: readonly EndClaim[];
  /** How often the record was written; absent counts as 0. Tells a record from itself after another write. */
  readonly revision?: number;
}

/** Ended is final, as the table of an order's life has it: a released or cancelled order never restricts again. */
export function hasEnded(status: OrderStatus): boolean {
  return status !== 'active' && isFinal(status);
}

/** Whether two readings of an order found the same: every write of it has another revision. */
export function isSameRecord(a: OrderRecord, b: OrderRecord): boolean {
  return a.version === b.version && a.changeId === b.changeId && a.revision === b.revision;
}
