import { purchaseField } from '../../../shared/contracts/purchases.ts';
import { judgePurchase } from '../../../shared/policy/judge-purchase.ts';
import { POLICY_PACKS } from '../../../shared/policy/packs.ts';
import type { PolicyFinding } from '../../../shared/policy/types.ts';

export const PACK = POLICY_PACKS[0];

/** Judges a purchase as a request writes it: through the schema first, which fails the test if it refuses. */
export function judge(purchase: unknown): PolicyFinding {
  return judgePurchase(PACK, purchaseField.parse(purchase));
}

/** A finding in one word: `restricted hotel.star-rated`, `open`, `unruled rail.unruled-seat`, `invalid /seat`. */
export function summaryOf(finding: PolicyFinding): string {
  switch (finding.kind) {
    case 'restricted':
    case 'quota':
      return `${finding.kind} ${finding.rule.id}`;
    case 'unrestricted':
      return finding.rule?.unruled ? `unruled ${finding.rule.id}` : 'open';
    case 'invalid':
      return `invalid ${finding.problems.map((problem) => problem.pointer).join(' ')}`;
  }
}

export function judged(purchase: unknown): string {
  return summaryOf(judge(purchase));
}

export function fen(amount: number) {
  return { amount, currency: 'CNY' as const };
}
