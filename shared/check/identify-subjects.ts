import type { CheckSubject } from '../contracts/check.ts';
import type { DocumentInput } from '../contracts/document.ts';
import type { FieldProblem } from '../contracts/problem.ts';
import type { Sector } from '../contracts/sectors.ts';
import { birthDateOf } from '../identity/birth-date.ts';
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
  const identified: IdentifiedSubject[] = [];
  for (let index = 0; index < subjects.length; index++) {
    const subject = subjects[index] as CheckSubject;
    const documents: SubjectDocument[] = [];
    for (let at = 0; at < subject.documents.length; at++) {
      const input = subject.documents[at] as DocumentInput;
      const parsed = parseDocument(input);
      if (parsed.kind === 'invalid') {
        problems.push({
          pointer: `/subjects/${index}/documents/${at}/${parsed.field}`,
          detail: parsed.detail,
        });
        continue;
      }
      const { document } = parsed;
      if (subject.ref === input.number || subject.ref === document.canonical) {
        // The ref comes back in the answer, and an answer never repeats a document number (I6).
        problems.push({
          pointer: `/subjects/${index}/ref`,
          detail: 'must not be a document number: use a mark of your own',
        });
      }
      if (sector === 'school' && isOfMinor(document, nowMs)) {
        problems.push({ pointer: `/subjects/${index}/documents/${at}`, detail: SCHOOL_SUBJECT_IS_THE_PAYER });
      }
      documents.push(document);
    }
    identified.push({ ref: subject.ref, name: subject.name, documents });
  }
  problems.push(...repeatedRefs(subjects));
  return problems.length > 0 ? { kind: 'invalid', problems } : { kind: 'identified', subjects: identified };
}

function isOfMinor(document: SubjectDocument, nowMs: number): boolean {
  const birthDate = birthDateOf(document);
  return birthDate !== undefined && isMinorAt(birthDate, nowMs);
}

function repeatedRefs(subjects: readonly CheckSubject[]): readonly FieldProblem[] {
  if (subjects.length < 2) return [];
  const problems: FieldProblem[] = [];
  const refs = new Set<string>();
  for (let index = 0; index < subjects.length; index++) {
    const { ref } = subjects[index] as CheckSubject;
    if (refs.has(ref)) {
      problems.push({
        pointer: `/subjects/${index}/ref`,
        detail: 'is used by an earlier subject: give each its own',
      });
    }
    refs.add(ref);
  }
  return problems;
}
