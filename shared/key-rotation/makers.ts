import { DependencyUnavailable } from '../contracts/problem.ts';
import { createNameDigester } from '../identity/name-digester.ts';
import type { SubjectKeySecret } from '../identity/secrets.ts';
import { createSubjectKeyer } from '../identity/subject-keyer.ts';
import type { KeyMakers, VersionMakers } from '../orders/order-version.ts';
import type { ConfirmedKeys } from './confirm-keys.ts';

/**
 * What intake makes keys and digests with: all versions that count.
 *
 * @throws DependencyUnavailable if the secret does not show one of them yet: what is made without it could be missed
 *   (I1).
 */
export function versionMakersOf(keys: ConfirmedKeys): Omit<VersionMakers, 'cipher'> {
  if (keys.missing.length > 0) {
    throw new DependencyUnavailable('secrets', 'the secret lacks a version that counts');
  }
  return {
    ...keyMakersOf(keys.lookup),
    alsoLive: keys.live.filter((one) => one !== keys.lookup).map(keyMakersOf),
    retired: keys.retired.map(keyMakersOf),
  };
}

export function keyMakersOf(secret: SubjectKeySecret): KeyMakers {
  return { keyer: createSubjectKeyer(secret), names: createNameDigester(secret) };
}
