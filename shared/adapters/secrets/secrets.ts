import type { SubjectKeySecret, SubjectKeySecrets } from '../../identity/secrets.ts';
import type { KeyRing, SigningKeys } from './key-ring.ts';

/** A secret key and the name of its version, which is stored beside what was made with it. */
export type VersionedKey = SubjectKeySecret;

/** The secrets of the service, each fetched once per container; a failed fetch is tried again at the next use. */
export interface Secrets extends SubjectKeySecrets {
  /** The oldest version of the subject-key secret: the only one, unless it was rotated. */
  current(): Promise<VersionedKey>;
  /** The key that order documents are encrypted with where there is no KMS: 32 bytes. Never the subject key's. */
  documentKey(): Promise<KeyRing>;
  /** The key that operators' webhook secrets are encrypted with: 32 bytes. */
  webhookKey(): Promise<KeyRing>;
  /** The seed of the Ed25519 key that signs attestations and checkpoints of the audit chain: 32 bytes. */
  signingKey(): Promise<SigningKeys>;
}
