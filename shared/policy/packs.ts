import { CN_NATIONAL_2026_01_01 } from './packs/cn-national-2026-01-01.ts';
import type { PolicyPack } from './types.ts';

/** Every pack ever in force, newest first. A pack is never edited once in force: a change of the rules is a new one. */
export const POLICY_PACKS: readonly [PolicyPack, ...PolicyPack[]] = [CN_NATIONAL_2026_01_01];

/**
 * The pack that judges at an instant: the newest that has taken effect.
 *
 * Before the oldest pack the oldest applies. The restrictions themselves date from 2010, so a clock that is behind
 * must not turn every purchase into an open one, nor the check into a fault.
 *
 * @param atMs epoch milliseconds of the check, not of the service
 * @param packs newest first
 */
export function packInForce(
  atMs: number,
  packs: readonly [PolicyPack, ...PolicyPack[]] = POLICY_PACKS,
): PolicyPack {
  let oldest = packs[0];
  for (const pack of packs) {
    if (pack.effectiveFromMs <= atMs) return pack;
    oldest = pack;
  }
  return oldest;
}
