import { type Allowance, type Claim, giveBackAllowance, reserveAllowance } from '../allowances/allowances.ts';
import type { AllowanceStore } from '../allowances/ports.ts';
import { itemsStillRestricted } from '../orders/restriction.ts';
import type { Ground } from './grounds.ts';

/** What a check holds, and whether it was this check that reserved it. */
export interface Reserved {
  readonly allowance: Allowance;
  readonly isNew: boolean;
}

/**
 * Reserves what lifts one ground: room in the quota, or else as many uses of grants as it takes until no item of the
 * purchase stays restricted.
 *
 * @returns what was reserved, or `undefined` if it does not suffice; nothing stays reserved then.
 */
export async function reserveFor(
  store: AllowanceStore,
  ground: Extract<Ground, { kind: 'allowance' }>,
  claim: Claim,
  deadline: AbortSignal,
): Promise<readonly Reserved[] | undefined> {
  const tryToReserve = async (allowance: Allowance): Promise<Reserved | undefined> => {
    const outcome = await reserveAllowance(store, allowance, claim, deadline);
    return outcome === 'exhausted' ? undefined : { allowance, isNew: outcome === 'reserved' };
  };
  const ofQuota = ground.quota && (await tryToReserve(ground.quota));
  if (ofQuota) return [ofQuota];
  const reserved: Reserved[] = [];
  let left = ground.items;
  for (const use of ground.uses) {
    const leftAfter = itemsStillRestricted(left, use);
    if (leftAfter.length === left.length) continue;
    const ofGrant = await tryToReserve(use.allowance);
    if (!ofGrant) continue;
    reserved.push(ofGrant);
    left = leftAfter;
    if (left.length === 0) return reserved;
  }
  await giveBackAll(store, reserved, claim, deadline);
  return undefined;
}

/** Gives back what this check reserved. What an earlier check of the same purchase was promised stays. */
export async function giveBackAll(
  store: AllowanceStore,
  reserved: readonly Reserved[],
  { checkId }: Pick<Claim, 'checkId'>,
  deadline: AbortSignal,
): Promise<void> {
  const own = reserved.filter(({ isNew }) => isNew);
  await Promise.all(
    own.map(({ allowance }) => giveBackAllowance(store, { ...allowance, checkId }, deadline)),
  );
}
