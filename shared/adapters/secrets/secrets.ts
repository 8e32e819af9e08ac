import type { SubjectKeySecret, SubjectKeySecrets } from '../../identity/secrets.ts';

/** A secret key and the name of its version, which is stored beside what was made with it. */
export type VersionedKey = SubjectKeySecret;

/**
 * Both secrets of the register, each fetched once per container; a failed fetch is tried again at the next use.
 * `current` is the one that subject keys are made with.
 */
export interface Secrets extends SubjectKeySecrets {
  /** The key that order documents are encrypted with: 32 bytes. Never the subject key's. */
  documentKey(): Promise<VersionedKey>;
}
