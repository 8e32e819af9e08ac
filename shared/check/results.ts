import type {
  AllowResult,
  CheckRequest,
  DenyResult,
  UndeterminedResult,
  VerifyIdentityResult,
} from '../contracts/check.ts';
import type { Interception } from '../interceptions/interception.ts';
import { CUSTOMER_NOTICES } from '../policy/customer-notices.ts';
import type { PolicyPack, PolicyRule } from '../policy/types.ts';

/** Nothing more than the word, whatever path led to it: found nothing, covered by a grant, not in force (I6). */
export function allowResult(ref: string): AllowResult {
  return { ref, decision: 'allow' };
}

/** Tells what was restricted about the product, never which order, court or case stands behind it (I6). */
export function denyResult(
  ref: string,
  interception: Interception,
  rule: PolicyRule,
  inquiryUrl: string,
): DenyResult {
  const { decisionId, redressReference } = interception;
  return {
    ref,
    decision: 'deny',
    decisionId,
    rule: { id: rule.id, items: rule.items, source: rule.source },
    permittedAlternatives: rule.permittedAlternatives,
    customerNotice: CUSTOMER_NOTICES.deny,
    redress: {
      reference: redressReference,
      url: `${inquiryUrl}?reference=${encodeURIComponent(redressReference)}`,
    },
  };
}

export function verifyIdentityResult(ref: string): VerifyIdentityResult {
  return { ref, decision: 'verify-identity', customerNotice: CUSTOMER_NOTICES['verify-identity'] };
}

/** The truth could not be had: what to do meanwhile is a matter of the sector (policy pack), never a denial (I5). */
export function undeterminedResult(ref: string, pack: PolicyPack, request: CheckRequest): UndeterminedResult {
  const fallback = pack.fallbackBySector[request.purchase.sector];
  return {
    ref,
    decision: 'undetermined',
    fallback,
    customerNotice: CUSTOMER_NOTICES[`undetermined-${fallback}`],
  };
}
