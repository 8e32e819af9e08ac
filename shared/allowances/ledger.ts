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
  /** The same purchase was sold before, for instance when a passenger checks in after buying. */
  | { readonly kind: 'already-consumed' }
  | { readonly kind: 'exhausted' };

/** Reserves `quantity` of `capacity` for a holder, or renews the holder's reservation. */
export function reserve(
  ledger: Ledger,
  wish: {
    readonly holder: string;
    readonly quantity: number;
    readonly capacity: number;
    readonly nowMs: number;
  },
): Reservation {
  const live = ledger.entries.filter((entry) => isLive(entry, wish.nowMs));
  if (live.some((entry) => entry.holder === wish.holder && entry.state === 'consumed'))
    return { kind: 'already-consumed' };
  const others = live.filter((entry) => entry.holder !== wish.holder);
  if (total(others) + wish.quantity > wish.capacity) return { kind: 'exhausted' };
  const entry: LedgerEntry = {
    holder: wish.holder,
    quantity: wish.quantity,
    state: 'reserved',
    expiresAtMs: wish.nowMs + RESERVATION_MS,
  };
  return { kind: 'reserved', ledger: { entries: [...others, entry] } };
}

/**
 * Consumes what the holder reserved. A sale is a fact, so a late report counts even after the reservation lapsed;
 * `overUsed` says that more than the capacity is used then.
 */
export function consume(
  ledger: Ledger,
  sale: {
    readonly holder: string;
    readonly quantity: number;
    readonly capacity: number;
    readonly nowMs: number;
  },
): { readonly ledger: Ledger; readonly overUsed: boolean } {
  const others = ledger.entries.filter((entry) => entry.holder !== sale.holder && isLive(entry, sale.nowMs));
  const entry: LedgerEntry = {
    holder: sale.holder,
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

/** Gives a reservation back. What was consumed stays consumed. */
export function giveBack(ledger: Ledger, holder: string): Ledger {
  return { entries: ledger.entries.filter((entry) => entry.holder !== holder || entry.state === 'consumed') };
}

function isLive(entry: LedgerEntry, nowMs: number): boolean {
  return entry.state === 'consumed' || entry.expiresAtMs > nowMs;
}

function total(entries: readonly LedgerEntry[]): number {
  return entries.reduce((sum, entry) => sum + entry.quantity, 0);
}
