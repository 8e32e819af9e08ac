import * as z from 'zod';
import type { VersionedKey } from './secrets.ts';
import { SecretsError } from './secrets-error.ts';

export const KEY_BYTES = 32;

/** Versions stand in sealed texts and snapshot headers. */
const VERSION = /^[A-Za-z0-9_-]{1,32}$/;

/** 32 bytes in base64. Secrets Manager generates 43 letters and digits, which are that without the padding. */
const BASE64_OF_32_BYTES = /^[A-Za-z0-9+/]{43}=?$/;

const storedKey = z.strictObject({
  version: z.string().regex(VERSION),
  key: z.string().regex(BASE64_OF_32_BYTES),
});

/**
 * Reads `{"version": "1", "key": "<32 bytes in base64>"}`.
 *
 * @param where what is being read, for the error.
 * @throws SecretsError if it has another form.
 */
export function parseVersionedKey(stored: unknown, where: string): VersionedKey {
  const result = storedKey.safeParse(stored);
  const key = result.success ? Buffer.from(result.data.key, 'base64') : undefined;
  if (!result.success || key?.length !== KEY_BYTES) {
    throw new SecretsError(
      `${where} must be {"version": "<letters, digits, _ or ->", "key": "<${KEY_BYTES} bytes in base64>"}`,
    );
  }
  return { version: result.data.version, key };
}

/** @throws SecretsError if the text is not JSON. The parser's message is left out: it quotes the text. */
export function parseSecretJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SecretsError(`${where} must be JSON`);
  }
}
