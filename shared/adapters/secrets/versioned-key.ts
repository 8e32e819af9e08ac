import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { VersionedKey } from './secrets.ts';
import { SecretsError } from './secrets-error.ts';

export const KEY_BYTES = 32;

/** Two that count, and those before them that are not forgotten yet. */
const MAX_VERSIONS = 16;

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

const storedKeys = z.strictObject({ keys: z.array(z.unknown()).min(1).max(MAX_VERSIONS) });

/**
 * Reads a secret that may have several versions: `{"keys": [{"version", "key"}, …]}`, or one alone as above.
 *
 * @throws SecretsError if it has another form, or two keys go by one version.
 */
export function parseVersionedKeys(stored: unknown, where: string): readonly VersionedKey[] {
  const several = storedKeys.safeParse(stored);
  if (!several.success) return [parseVersionedKey(stored, where)];
  const keys = several.data.keys.map((one) => parseVersionedKey(one, where));
  if (new Set(keys.map(({ version }) => version)).size === keys.length) return keys;
  throw new SecretsError(`${where} must have each version once`);
}

export function oldestOf(keys: readonly VersionedKey[]): VersionedKey {
  const [oldest] = keys;
  if (oldest) return oldest;
  throw new SecretsError('the secret has no version');
}

/** As it is stored: one key alone in the form that every release reads. */
export function storedForm(keys: readonly VersionedKey[]): object {
  const stored = keys.map(({ version, key }) => ({ version, key: Buffer.from(key).toString('base64') }));
  return stored.length === 1 ? (stored[0] as object) : { keys: stored };
}

/** The versions with a fresh one behind them; the same if it is there. */
export function withVersion(keys: readonly VersionedKey[], version: string): readonly VersionedKey[] {
  if (!VERSION.test(version)) throw new SecretsError('a version consists of letters, digits, _ and -');
  if (keys.some((one) => one.version === version)) return keys;
  return [...keys, { version, key: randomBytes(KEY_BYTES) }];
}

/** The versions without this one; one always stays. */
export function withoutVersion(keys: readonly VersionedKey[], version: string): readonly VersionedKey[] {
  const others = keys.filter((one) => one.version !== version);
  return others.length === 0 ? keys : others;
}
