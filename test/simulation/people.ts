import type { DocumentInput } from '../../shared/contracts/document.ts';
import { createNameDigester } from '../../shared/identity/name-digester.ts';
import { parseDocument } from '../../shared/identity/parse-document.ts';
import { formatSubjectKey } from '../../shared/identity/subject-key.ts';
import { createSubjectKeyer } from '../../shared/identity/subject-keyer.ts';
import { createDecisionIds } from '../../shared/interceptions/decision-ids.ts';
import { syntheticResidentId } from '../fixtures/synthetic-documents.ts';

const SECRET = { version: 'simulated-1', key: new Uint8Array(32).fill(7) };

export const SECRET_VERSION = SECRET.version;
export const NAME_DIGEST = 'ab'.repeat(16);

/** What every container holds of the secret. */
export const identity = {
  keyer: createSubjectKeyer(SECRET),
  names: createNameDigester(SECRET),
  decisionIds: createDecisionIds(SECRET.key),
};

/** The documents of a person who does not exist; each person has two. */
export function documentOf(person: number, document: number): DocumentInput {
  return { type: 'resident-id', number: syntheticResidentId(10 * person + document) };
}

export function keyOf(person: number, document: number): string {
  const parsed = parseDocument(documentOf(person, document));
  if (parsed.kind === 'invalid') throw new TypeError('a synthetic document is not valid');
  return formatSubjectKey(identity.keyer.keyOf(parsed.document));
}
