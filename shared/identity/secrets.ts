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

/** Where the secret comes from. Fetched once per container, and again when somebody misses a version. */
export interface SubjectKeySecrets {
  /**
   * All its versions, the oldest first: one, or several while the secret is rotated and as long as an earlier one is
   * still needed to recognise what was made under it. Which of them counts for what, the register says.
   *
   * @param again fetches them anew, for who misses a version that the register knows
   * @throws DependencyUnavailable if the secret cannot be had now.
   */
  subjectKeys(again?: 'again'): Promise<readonly SubjectKeySecret[]>;
}

/** Where the versions of the secret are kept, for who rotates it. */
export interface SubjectKeyVault {
  /** Read anew each time, the oldest first. */
  read(): Promise<readonly SubjectKeySecret[]>;
  /** Adds a version with a fresh random key behind the others; one that is there stays as it is. */
  add(version: string): Promise<void>;
  /** Removes a version for good; the last one stays. */
  remove(version: string): Promise<void>;
}

/** As long as the digest: a shorter key would be the weakest part of the HMAC (RFC 2104, section 3). */
export const MIN_SECRET_BYTES = 32;
