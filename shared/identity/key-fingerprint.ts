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

const FINGERPRINT_BYTES = 16;

/** First 16 bytes of HMAC-SHA-256(secret, "fingerprint|" + version); no number space is called "fingerprint". */
export function fingerprintOf(secret: SubjectKeySecret): KeyFingerprint {
  const digest = createSecretHmac(secret).digest(`fingerprint|${secret.version}`, FINGERPRINT_BYTES);
  return { version: secret.version, fingerprint: Buffer.from(digest).toString('hex') };
}

/** The one of the secrets that has this fingerprint. */
export function secretWith<Secret extends SubjectKeySecret>(
  { version, fingerprint }: KeyFingerprint,
  secrets: readonly Secret[],
): Secret | undefined {
  return secrets.find((one) => one.version === version && fingerprintOf(one).fingerprint === fingerprint);
}
