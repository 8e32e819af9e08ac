import type { VersionedKey } from './secrets.ts';

/** A key to seal with, and earlier ones that open what was sealed before a rotation. */
export interface KeyRing extends VersionedKey {
  readonly previous?: readonly VersionedKey[];
}

/** @param keys the versions of a secret, oldest first, at least one: the newest seals, all open */
export function ringOf(keys: readonly VersionedKey[]): KeyRing {
  const newest = keys.at(-1) as VersionedKey;
  return keys.length === 1 ? newest : { ...newest, previous: keys.slice(0, -1) };
}

/** A key to sign with, and later ones, whose public halves are made known before they sign. */
export interface SigningKeys extends VersionedKey {
  readonly next?: readonly VersionedKey[];
}

/** @param keys the versions of a secret, oldest first, at least one: the oldest signs until it is taken out */
export function signingKeysOf(keys: readonly VersionedKey[]): SigningKeys {
  const oldest = keys[0] as VersionedKey;
  return keys.length === 1 ? oldest : { ...oldest, next: keys.slice(1) };
}
