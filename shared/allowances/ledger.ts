import type { CheckId } from '../contracts/ids.ts';

/**
 * How much of something a court permits (the uses of a grant, the spending under a quota) is reserved or used up.
 *
 * A check reserves, the operator's report of a sale consumes, and a reservation that nobody consumes lapses after
 * 15 minutes: a failed payment must not burn a single-use grant.
 */
export interface Ledger {
  readonly entries: readonly LedgerEntry[];
}

export interface LedgerEntry {
  /** Keyed digest of operator and purchase: the same purchase asked again holds the same entry. */
  readonly holder: string;
  /** The check that reserved or renewed it last. What is heard of an earlier one does not concern it any more. */
  readonly checkId: CheckId;
  /** Uses (a grant) or fen (a quota). */
  readonly quantity: number;
  readonly state: 'reserved' | 'consumed';
  /** When a reservation lapses. A consumed entry stays. */
  readonly expiresAtMs: number;
}

export const EMPTY_LEDGER: Ledger = { entries: [] };

export const RESERVATION_MS = 15 * 60_000;

export type Reservation =
  | { readonly kind: 'reserved'; readonly ledger: Ledger }
  /** The same purchase holds it already. */
  | { readonly kind: 'renewed'; readonly ledger: Ledger }
  /** The same purchase was sold before, for instance when a passenger checks in after buying. */
  | { readonly kind: 'already-consumed' }
  | { readonly kind: 'exhausted' };

/**
 * Reserves `quantity` of `capacity` for a holder, or renews the holder's reservation. A check that was frozen, or whose
 * clock is behind, must not shorten what another check of the same purchase was promised.
 */
export function reserve(
  ledger: Ledger,
  wish: {
    readonly holder: string;
    readonly checkId: CheckId;
    readonly quantity: number;
    readonly capacity: number;
    readonly nowMs: number;
  },
): Reservation {
  const live = ledger.entries.filter((entry) => isLive(entry, wish.nowMs));
  if (live.some((entry) => entry.holder === wish.holder && entry.state === 'consumed'))
    return { kind: 'already-consumed' };
  const own = live.find((entry) => entry.holder === wish.holder);
  const others = live.filter((entry) => entry !== own);
  if (total(others) + wish.quantity > wish.capacity) return { kind: 'exhausted' };
  const entry: LedgerEntry = {
    holder: wish.holder,
    checkId: wish.checkId,
    quantity: wish.quantity,
    state: 'reserved',
    expiresAtMs: Math.max(wish.nowMs + RESERVATION_MS, own?.expiresAtMs ?? 0),
  };
  return { kind: own ? 'renewed' : 'reserved', ledger: { entries: [...others, entry] } };
}

/**
 * Consumes what the holder reserved. A sale is a fact, so a late report counts even after the reservation lapsed;
 * `overUsed` says that more than the capacity is used then.
 */
export function consume(
  ledger: Ledger,
  sale: {
    readonly holder: string;
    readonly checkId: CheckId;
    readonly quantity: number;
    readonly capacity: number;
    readonly nowMs: number;
  },
): { readonly ledger: Ledger; readonly overUsed: boolean } {
  const others = ledger.entries.filter((entry) => entry.holder !== sale.holder && isLive(entry, sale.nowMs));
  const entry: LedgerEntry = {
    holder: sale.holder,
    checkId: sale.checkId,
    quantity: sale.quantity,
    state: 'consumed',
    expiresAtMs: sale.nowMs,
  };
  const consumed = others.filter((other) => other.state === 'consumed');
  return {
    ledger: { entries: [...others, entry] },
    overUsed: total(consumed) + sale.quantity > sale.capacity,
  };
}

/**
 * Gives a reservation back, unless a later check of the same purchase has renewed it: a report that arrives late or twice
 * must not take away what that check was promised. What was consumed stays consumed.
 */
export function giveBack(
  ledger: Ledger,
  { holder, checkId }: Pick<LedgerEntry, 'holder' | 'checkId'>,
): Ledger {
  const isMeant = (entry: LedgerEntry) =>
    entry.holder === holder && entry.checkId === checkId && entry.state === 'reserved';
  return { entries: ledger.entries.filter((entry) => !isMeant(entry)) };
}

/** How much of the capacity nobody has used up or reserved. */
export function freeOf(ledger: Ledger, capacity: number, nowMs: number): number {
  return capacity - total(ledger.entries.filter((entry) => isLive(entry, nowMs)));
}

function isLive(entry: LedgerEntry, nowMs: number): boolean {
  return entry.state === 'consumed' || entry.expiresAtMs > nowMs;
}

function total(entries: readonly LedgerEntry[]): number {
  return entries.reduce((sum, entry) => sum + entry.quantity, 0);
}
