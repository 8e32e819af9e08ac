import { createSecretHmac } from '../identity/secret-hmac.ts';
import type { SubjectKeySecret } from '../identity/secrets.ts';

const DIGEST_BYTES = 16;

/** Names counters so that nobody can read from one whom it counts. */
export interface CounterNames {
  /**
   * @param limit name of the limit, such as `inquiry-client`
   * @param counted what is counted: an address, a document number; never kept
   * @param windowFromMs when the window began: what is counted has another name in each window
   */
  nameOf(limit: string, counted: string, windowFromMs: number): string;
}

/**
 * First 16 bytes of HMAC-SHA-256(secret, "rate-limit|" + limit, window and what is counted). No number space is called
 * "rate-limit", so a counter's name is never a subject key; and since the window is part of it, neither can the
 * counters of two days be joined (I6).
 *
 * @throws RangeError if the secret is shorter than 32 bytes
 */
export function createCounterNames(secret: SubjectKeySecret): CounterNames {
  const hmac = createSecretHmac(secret);
  return {
    nameOf(limit, counted, windowFromMs) {
      const message = ['rate-limit|', limit, String(windowFromMs), counted].join('\u0000');
      return Buffer.from(hmac.digest(message, DIGEST_BYTES)).toString('hex');
    },
  };
}
