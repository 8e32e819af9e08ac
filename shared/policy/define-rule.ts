import type { PolicyRule } from './types.ts';

/** Freezes a rule and what it holds, so that the one copy shared by all answers stays as it was written. */
export function defineRule(rule: PolicyRule): PolicyRule {
  Object.freeze(rule.items);
  Object.freeze(rule.title);
  Object.freeze(rule.permittedAlternatives);
  Object.freeze(rule.roles);
  return Object.freeze(rule);
}
