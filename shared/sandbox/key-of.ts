import { parseDocument } from '../identity/parse-document.ts';
import type { SubjectKey } from '../identity/subject-key.ts';
import type { SubjectKeyer } from '../identity/subject-keyer.ts';
import type { SandboxSubject } from './subjects.ts';

/** The subject key of one of the sandbox's subjects. */
export function keyOf(
  { label, document }: Pick<SandboxSubject, 'label' | 'document'>,
  keyer: Pick<SubjectKeyer, 'keyOf'>,
): SubjectKey {
  const parsed = parseDocument(document);
  if (parsed.kind === 'valid') return keyer.keyOf(parsed.document);
  throw new Error(`the document of the sandbox's subject ${label} is not valid`);
}
