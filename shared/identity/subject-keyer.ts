import { createSecretHmac } from './secret-hmac.ts';
import type { SubjectKeySecret } from './secrets.ts';
import type { NumberSpace, SubjectDocument } from './subject-document.ts';
import { SUBJECT_KEY_BYTES, type SubjectKey } from './subject-key.ts';

/** Makes subject keys under one secret. */
export interface SubjectKeyer {
  readonly secretVersion: string;
  /** The key of a document, in memory of its own. */
  keyOf(document: SubjectDocument): SubjectKey;
}

/**
 * Subject key = first 16 bytes of HMAC-SHA-256(secret, number space + "|" + canonical number). No number space
 * contains "|", so no two pairs run together.
 *
 * @throws RangeError if the secret is shorter than 32 bytes
 */
export function createSubjectKeyer(secret: SubjectKeySecret): SubjectKeyer {
  const hmac = createSecretHmac(secret);
  return {
    secretVersion: secret.version,
    keyOf: (document) =>
      hmac.digestJoined(prefixOf(document.namespace), document.canonical, SUBJECT_KEY_BYTES) as SubjectKey,
  };
}

/** Nearly every document is of the one number space whose prefix is at hand; the others join theirs. */
function prefixOf(namespace: NumberSpace): string {
  return namespace === 'cn-18' ? 'cn-18|' : `${namespace}|`;
}
