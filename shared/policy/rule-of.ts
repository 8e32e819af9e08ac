import { POLICY_PACKS, packInForce } from './packs.ts';
import type { PolicyPack, PolicyRule } from './types.ts';

/**
 * The rule with an id, as the pack in force at an instant has it, else the newest pack that has it.
 *
 * @param atMs epoch milliseconds
 * @param packs newest first
 * @returns `undefined` if no pack ever had such a rule
 */
export function ruleOf(
  ruleId: string,
  atMs: number,
  packs: readonly [PolicyPack, ...PolicyPack[]] = POLICY_PACKS,
): PolicyRule | undefined {
  for (const pack of [packInForce(atMs, packs), ...packs]) {
    for (const { rules } of Object.values(pack.sectors)) {
      const rule = rules.find(({ id }) => id === ruleId);
      if (rule) return rule;
    }
  }
  return undefined;
}
