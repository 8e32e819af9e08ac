import { type Allowance, giveBackAllowance, reserveAllowance } from '../allowances/allowances.ts';
import type { AllowanceStore } from '../allowances/ports.ts';
import { itemsStillRestricted } from '../orders/restriction.ts';
import type { Ground } from './grounds.ts';

/**
 * Reserves what lifts one ground: room in the quota, or else as many uses of grants as it takes until no item of the
 * purchase stays restricted.
 *
 * @returns what was reserved, or `undefined` if it does not suffice; nothing stays reserved then.
 */
export async function reserveFor(
  store: AllowanceStore,
  ground: Extract<Ground, { kind: 'allowance' }>,
  nowMs: number,
  deadline: AbortSignal,
): Promise<readonly Allowance[] | undefined> {
  if (ground.quota && (await reserveAllowance(store, ground.quota, nowMs, deadline)) === 'reserved') {
    return [ground.quota];
  }
  const reserved: Allowance[] = [];
  let left = ground.items;
  for (const use of ground.uses) {
    const leftAfter = itemsStillRestricted(left, use);
    if (leftAfter.length === left.length) continue;
    if ((await reserveAllowance(store, use.allowance, nowMs, deadline)) !== 'reserved') continue;
    reserved.push(use.allowance);
    left = leftAfter;
    if (left.length === 0) return reserved;
  }
  await giveBackAll(store, reserved, deadline);
  return undefined;
}

export async function giveBackAll(
  store: AllowanceStore,
  reserved: readonly Allowance[],
  deadline: AbortSignal,
): Promise<void> {
  await Promise.all(reserved.map((allowance) => giveBackAllowance(store, allowance, deadline)));
}
