import { DependencyUnavailable } from '../contracts/problem.ts';
import { createSecretHmac } from './secret-hmac.ts';
import type { SubjectKeySecret } from './secrets.ts';

/**
 * Tells which subject-key secret a register was made with, without telling anything about the secret. The register
 * keeps it because under another secret nobody would be found in it: every check would be an allow (I1, I5).
 */
export interface KeyFingerprint {
  readonly version: string;
  /** 32 hexadecimal characters. */
  readonly fingerprint: string;
}

/** Where the register keeps the fingerprint of its secret. Read with strong consistency. */
export interface KeyFingerprintStore {
  read(): Promise<KeyFingerprint | undefined>;
  /** Keeps this fingerprint unless there is one already. */
  putOnce(fingerprint: KeyFingerprint): Promise<void>;
}

const FINGERPRINT_BYTES = 16;

/** First 16 bytes of HMAC-SHA-256(secret, "fingerprint|" + version); no number space is called "fingerprint". */
export function fingerprintOf(secret: SubjectKeySecret): KeyFingerprint {
  const digest = createSecretHmac(secret).digest(`fingerprint|${secret.version}`, FINGERPRINT_BYTES);
  return { version: secret.version, fingerprint: Buffer.from(digest).toString('hex') };
}

/**
 * Makes sure that the register was made with this secret, before anything is looked up or stored under it. A register
 * that has no fingerprint yet is new, and takes this one.
 *
 * @throws DependencyUnavailable if it was made with another secret, or the fingerprint cannot be read: the truth about
 *   a subject cannot be had then.
 */
export async function confirmSubjectKeySecret(
  secret: SubjectKeySecret,
  store: KeyFingerprintStore,
): Promise<void> {
  const own = fingerprintOf(secret);
  let kept = await store.read();
  if (!kept) {
    await store.putOnce(own);
    // Another function may have been first.
    kept = await store.read();
  }
  if (kept?.version === own.version && kept.fingerprint === own.fingerprint) return;
  throw new DependencyUnavailable(
    'secrets',
    'the subject-key secret is not the one that the register was made with',
  );
}
