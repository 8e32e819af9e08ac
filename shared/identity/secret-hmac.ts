import type { HmacSha256 } from './hmac-sha256.ts';
import { createHmacSha256 } from './hmac-sha256.ts';
import type { SubjectKeySecret } from './secrets.ts';
import { MIN_SECRET_BYTES } from './secrets.ts';

/**
 * HMAC under a secret that is long enough to protect numbers which can be enumerated.
 *
 * @throws RangeError if the secret's key is too short or its version is empty
 */
export function createSecretHmac(secret: SubjectKeySecret): HmacSha256 {
  if (secret.key.length < MIN_SECRET_BYTES) {
    throw new RangeError(`a subject key secret needs at least ${MIN_SECRET_BYTES} bytes`);
  }
  if (secret.version === '') throw new RangeError('a subject key secret needs a version');
  return createHmacSha256(secret.key);
}
