import type { RequestDigests } from './request-digests.ts';

/** Somebody works on a request. */
export interface RequestClaim extends RequestDigests {
  /** Of this one attempt, and of no other. */
  readonly claimId: string;
  readonly claimedAtMs: number;
}

/** What is known under the name of a request: a claim, and once it was answered the answer. */
export interface RequestRecord extends RequestClaim {
  /** Encrypted: an answer may hold a secret. */
  readonly sealedAnswer?: string;
}

export interface RequestStore {
  /** Claims the name of a request, unless there is a record under it, however old. */
  claim(
    claim: RequestClaim,
  ): Promise<{ readonly kind: 'claimed' } | { readonly kind: 'held'; readonly holder: RequestRecord }>;
  /** Claims in place of a holder whose time is over, if it still holds. */
  takeOver(claim: RequestClaim, holder: RequestRecord): Promise<'taken' | 'conflict'>;
  /** Keeps the answer of whoever holds the claim; `overtaken` if somebody else holds the name by now. */
  keep(claim: RequestClaim, sealedAnswer: string): Promise<'kept' | 'overtaken'>;
  /** Gives the name back, if the claim still holds it. */
  free(claim: RequestClaim): Promise<void>;
}
