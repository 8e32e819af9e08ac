import type { CheckId } from '../contracts/ids.ts';
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

/** The check that asks, or that is reported about. */
export interface Claim {
  readonly checkId: CheckId;
  readonly nowMs: number;
}

/**
 * Reserves an allowance for 15 minutes. Two operators at once cannot both reserve the last of it.
 *
 * @returns `renewed` if the same purchase held it already or was sold it; it is not this check's to give back then.
 * @throws DependencyUnavailable if the ledger cannot be read or written.
 */
export async function reserveAllowance(
  store: AllowanceStore,
  allowance: Allowance,
  claim: Claim,
  signal?: AbortSignal,
): Promise<'reserved' | 'renewed' | 'exhausted'> {
  return await update(store, allowance, signal, (ledger) => {
    const reservation = reserve(ledger, { ...allowance, ...claim });
    switch (reservation.kind) {
      case 'reserved':
      case 'renewed':
        return { result: reservation.kind, next: reservation.ledger };
      case 'already-consumed':
        return { result: 'renewed' as const };
      case 'exhausted':
        return { result: 'exhausted' as const };
    }
  });
}

/** Consumes what was reserved; `over-used` when the reservation had lapsed and others used the allowance up. */
export async function consumeAllowance(
  store: AllowanceStore,
  allowance: Allowance,
  claim: Claim,
): Promise<'consumed' | 'over-used'> {
  return await update(store, allowance, undefined, (ledger) => {
    const { ledger: next, overUsed } = consume(ledger, { ...allowance, ...claim });
    return { result: overUsed ? ('over-used' as const) : ('consumed' as const), next };
  });
}

/** Gives back what this check reserved, unless it was consumed or a later check of the same purchase holds it. */
export async function giveBackAllowance(
  store: AllowanceStore,
  allowance: AllowanceName & { readonly holder: string; readonly checkId: CheckId },
  signal?: AbortSignal,
): Promise<void> {
  await update(store, allowance, signal, (ledger) => ({
    result: undefined,
    next: giveBack(ledger, allowance),
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
