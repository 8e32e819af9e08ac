/** Proof that a check was asked and how it was answered, for the operator to keep: we keep nothing of it. */
export type CheckAttestation =
  | {
      readonly status: 'signed';
      /** Compact JWS, `typ` `check-attestation+json`, over an `AttestationStatement`. */
      readonly statement: string;
      /** One for each subject, in base64url: with it and the documents the operator opens the digest when asked. */
      readonly salts: readonly { readonly ref: string; readonly salt: string }[];
    }
  /** The decisions hold all the same. */
  | { readonly status: 'unavailable'; readonly detail: string };

/** What is signed about a check. It names no one. */
export interface AttestationStatement {
  readonly checkId: string;
  /** RFC 3339 with offset. */
  readonly checkedAt: string;
  readonly operatorId: string;
  /** Label of the policy pack that judged the purchase. */
  readonly policy: string;
  readonly checkpoint: string;
  readonly sector: string;
  /** Id of the policy rule that the purchase falls under; `null` for one that falls under none. */
  readonly productClass: string | null;
  readonly subjects: readonly AttestedSubject[];
}

export interface AttestedSubject {
  readonly ref: string;
  readonly decision: string;
  readonly decisionId?: string;
  /** Of an undetermined decision: what the operator was told to do. */
  readonly fallback?: string;
  /** Salted digest of the subject's documents. */
  readonly documents: string;
}
