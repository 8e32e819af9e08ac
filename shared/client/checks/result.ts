import type { Bilingual } from '../guards.ts';
import type { Fallback, Sector } from './sectors.ts';

/** Sell. */
export interface Allowed {
  readonly ref: string;
  readonly decision: 'allow';
  readonly checkId: string;
}

/** Do not sell this; the alternatives are permitted. */
export interface Denied {
  readonly ref: string;
  readonly decision: 'deny';
  readonly checkId: string | undefined;
  /** Comes back in the notice that tells that this denial no longer holds. */
  readonly decisionId: string;
  readonly rule: { readonly id: string; readonly items: readonly string[]; readonly source: string };
  readonly permittedAlternatives: readonly {
    /** A newer service may name a sector that this client does not know. */
    readonly sector: Sector | (string & {});
    readonly description: Bilingual;
  }[];
  /** Neutral words for the person at the counter. */
  readonly customerNotice: Bilingual;
  /** With it the person alone learns the reason and how to object. */
  readonly redress: { readonly reference: string; readonly url: string };
}

/** The document matches, the name does not: look at the document again. Never a denial. */
export interface VerifyIdentity {
  readonly ref: string;
  readonly decision: 'verify-identity';
  readonly checkId: string | undefined;
  readonly customerNotice: Bilingual;
}

/**
 * Why the truth could not be had: `register` the service answered that it cannot tell now; `unavailable` it, its
 * tokens or the way to it failed; `timeout` it did not answer in time; `rate-limited` it was asked too often;
 * `circuit-open` it failed so often that it is not asked for some seconds; `malformed-answer` what came cannot be
 * understood.
 */
export type UndeterminedCause =
  | 'register'
  | 'unavailable'
  | 'timeout'
  | 'rate-limited'
  | 'circuit-open'
  | 'malformed-answer';

/** The truth could not be had. It is neither an allow nor a denial: do what `fallback` says. */
export interface Undetermined {
  readonly ref: string;
  readonly decision: 'undetermined';
  readonly checkId: string | undefined;
  readonly fallback: Fallback;
  readonly cause: UndeterminedCause;
  readonly customerNotice: Bilingual;
}

export type SubjectResult = Allowed | Denied | VerifyIdentity | Undetermined;

/** One request to the service of which a check consists: one for each 100 subjects. */
export interface CheckRequestMade {
  readonly checkId: string;
  readonly checkedAt: string;
  /** Label of the policy pack that judged the purchase. */
  readonly policy: string;
  /** Position and age of the list that said "not listed". */
  readonly asOf: { readonly seq: number; readonly ageMs: number };
  readonly refs: readonly string[];
  readonly attestation?: Attestation;
}

/** Proof that a check was made, for you to keep. */
export type Attestation =
  | {
      readonly status: 'signed';
      /** Compact JWS. */
      readonly statement: string;
      readonly salts: readonly { readonly ref: string; readonly salt: string }[];
    }
  | { readonly status: 'unavailable'; readonly detail: string };

export interface CheckResult {
  /** One for each subject, in the sequence in which they were given. */
  readonly results: readonly SubjectResult[];
  /** Those requests that were answered; none of them if the service could not be reached. */
  readonly requests: readonly CheckRequestMade[];
}

/** Whether everybody may have this purchase, by a decision of the service. */
export function allAllowed({ results }: CheckResult): boolean {
  return results.length > 0 && results.every(({ decision }) => decision === 'allow');
}

/** Those for whom the sale goes ahead now and has to be checked again. */
export function mustRecheck({ results }: CheckResult): readonly Undetermined[] {
  return results.filter(
    (result): result is Undetermined =>
      result.decision === 'undetermined' && result.fallback === 'proceed-and-recheck',
  );
}
