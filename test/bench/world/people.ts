import { parseDocument } from '../../../shared/identity/parse-document.ts';
import type { SubjectDocument } from '../../../shared/identity/subject-document.ts';
import type { SubjectKey } from '../../../shared/identity/subject-key.ts';
import type { SubjectKeyer } from '../../../shared/identity/subject-keyer.ts';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';

/** The n-th synthetic person as a subject of a check. */
export function subjectOf(person: number, ref = 'p1') {
  return { ref, documents: [{ type: 'resident-id', number: syntheticResidentId(person) }] } as const;
}

/** The subject key of the n-th synthetic person. */
export function keyOfPerson(keyer: SubjectKeyer, person: number): SubjectKey {
  return keyer.keyOf(documentOf(person));
}

/** The document of the n-th synthetic person, parsed. */
export function documentOf(person: number): SubjectDocument {
  const parsed = parseDocument({ type: 'resident-id', number: syntheticResidentId(person) });
  if (parsed.kind === 'invalid') throw new Error('a synthetic document is not valid');
  return parsed.document;
}
