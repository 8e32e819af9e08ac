import type { CheckSubject } from '../contracts/check.ts';
import type { FieldProblem } from '../contracts/problem.ts';
import type { Sector } from '../contracts/sectors.ts';
import { isMinorAt } from '../identity/minor.ts';
import { parseDocument } from '../identity/parse-document.ts';
import type { SubjectDocument } from '../identity/subject-document.ts';
import { SCHOOL_SUBJECT_IS_THE_PAYER } from '../policy/sectors/school.ts';

/** A subject whose documents are well formed. */
export interface IdentifiedSubject {
  readonly ref: string;
  readonly name: string | undefined;
  readonly documents: readonly SubjectDocument[];
}

export type Identification =
  | { readonly kind: 'identified'; readonly subjects: readonly IdentifiedSubject[] }
  | { readonly kind: 'invalid'; readonly problems: readonly FieldProblem[] };

/**
 * Reads the documents of all subjects before any of them is looked up: one bad document fails the whole request,
 * with a pointer to it.
 */
export function identifySubjects(
  subjects: readonly CheckSubject[],
  sector: Sector,
  nowMs: number,
): Identification {
  const problems: FieldProblem[] = [];
  const refs = new Set<string>();
  const identified = subjects.map((subject, index): IdentifiedSubject => {
    if (refs.has(subject.ref)) {
      problems.push({
        pointer: `/subjects/${index}/ref`,
        detail: 'is used by an earlier subject: give each its own',
      });
    }
    refs.add(subject.ref);
    return identifySubject(subject, `/subjects/${index}`, sector, nowMs, problems);
  });
  return problems.length > 0 ? { kind: 'invalid', problems } : { kind: 'identified', subjects: identified };
}

function identifySubject(
  subject: CheckSubject,
  pointer: string,
  sector: Sector,
  nowMs: number,
  problems: FieldProblem[],
): IdentifiedSubject {
  const documents: SubjectDocument[] = [];
  for (const [index, input] of subject.documents.entries()) {
    const parsed = parseDocument(input);
    if (parsed.kind === 'invalid') {
      problems.push({ pointer: `${pointer}/documents/${index}/${parsed.field}`, detail: parsed.detail });
      continue;
    }
    const { document } = parsed;
    if (subject.ref === input.number || subject.ref === document.canonical) {
      // The ref comes back in the answer, and an answer never repeats a document number (I6).
      problems.push({
        pointer: `${pointer}/ref`,
        detail: 'must not be a document number: use a mark of your own',
      });
    }
    if (sector === 'school' && document.birthDate !== undefined && isMinorAt(document.birthDate, nowMs)) {
      problems.push({ pointer: `${pointer}/documents/${index}`, detail: SCHOOL_SUBJECT_IS_THE_PAYER });
    }
    documents.push(document);
  }
  return { ref: subject.ref, name: subject.name, documents };
}
