import { DependencyUnavailable } from '../contracts/problem.ts';
import { consume, giveBack, type Ledger, reserve } from './ledger.ts';
import type { AllowanceName, AllowanceStore } from './ports.ts';

/** Writers of one ledger are the few operators who serve one person at one moment: conflicts are rare and short. */
const MAX_CONFLICTS = 8;

export interface Allowance extends AllowanceName {
  readonly holder: string;
  readonly quantity: number;
  readonly capacity: number;
}

/**
 * Reserves an allowance for 15 minutes. Two operators at once cannot both reserve the last of it.
 *
 * @throws DependencyUnavailable if the ledger cannot be read or written.
 */
export async function reserveAllowance(
  store: AllowanceStore,
  allowance: Allowance,
  nowMs: number,
  signal?: AbortSignal,
): Promise<'reserved' | 'exhausted'> {
  return await update(store, allowance, signal, (ledger) => {
    const reservation = reserve(ledger, { ...allowance, nowMs });
    switch (reservation.kind) {
      case 'reserved':
        return { result: 'reserved' as const, next: reservation.ledger };
      case 'already-consumed':
        return { result: 'reserved' as const };
      case 'exhausted':
        return { result: 'exhausted' as const };
    }
  });
}

/** Consumes what was reserved; `over-used` when the reservation had lapsed and others used the allowance up. */
export async function consumeAllowance(
  store: AllowanceStore,
  allowance: Allowance,
  nowMs: number,
): Promise<'consumed' | 'over-used'> {
  return await update(store, allowance, undefined, (ledger) => {
    const { ledger: next, overUsed } = consume(ledger, { ...allowance, nowMs });
    return { result: overUsed ? ('over-used' as const) : ('consumed' as const), next };
  });
}

/** Gives back what was reserved and not consumed. */
export async function giveBackAllowance(
  store: AllowanceStore,
  allowance: AllowanceName & { readonly holder: string },
  signal?: AbortSignal,
): Promise<void> {
  await update(store, allowance, signal, (ledger) => ({
    result: undefined,
    next: giveBack(ledger, allowance.holder),
  }));
}

async function update<T>(
  store: AllowanceStore,
  allowance: AllowanceName,
  signal: AbortSignal | undefined,
  change: (ledger: Ledger) => { readonly result: T; readonly next?: Ledger },
): Promise<T> {
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
    const { ledger, revision } = await store.read(allowance, signal);
    const { result, next } = change(ledger);
    if (next === undefined) return result;
    if ((await store.write(allowance, next, revision, signal)) === 'written') return result;
  }
  throw new DependencyUnavailable('dynamodb', 'an allowance was written by others each time');
}
