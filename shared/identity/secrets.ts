/**
 * The secret that subject keys and name digests are made with. Whoever has it can find out who is listed by trying
 * all numbers, so it lives apart from the register and never in it.
 */
export interface SubjectKeySecret {
  /** Names this secret in snapshots: a filter that was built under another one may not answer. */
  readonly version: string;
  /** At least {@link MIN_SECRET_BYTES} random bytes. */
  readonly key: Uint8Array;
}

/** Where the secret comes from. Asked once per container. */
export interface SubjectKeySecrets {
  /** @throws DependencyUnavailable if the secret cannot be had now. */
  current(): Promise<SubjectKeySecret>;
}

/** As long as the digest: a shorter key would be the weakest part of the HMAC (RFC 2104, section 3). */
export const MIN_SECRET_BYTES = 32;
