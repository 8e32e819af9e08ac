import type { DocumentInput } from '../contracts/document.ts';
import type { OrderDocument } from '../contracts/list-change.ts';
import type { FieldProblem } from '../contracts/problem.ts';
import { birthDateOf } from '../identity/birth-date.ts';
import { isMinorAt } from '../identity/minor.ts';
import { numberNamed } from '../identity/number-named.ts';
import { parseDocument } from '../identity/parse-document.ts';

/**
 * The form of the subject: every document is a full valid one and fits the subject, the organization of an officer is
 * named by a valid code, and no id of the order gives a document number away.
 */
export function* checkSubject(order: OrderDocument): Generator<FieldProblem> {
  const { kind, documents, of } = order.subject;
  for (const [index, input] of documents.entries()) {
    const pointer = `/subject/documents/${index}`;
    const parsed = parseDocument(input);
    if (parsed.kind === 'invalid') {
      yield { pointer: `${pointer}/${parsed.field}`, detail: parsed.detail };
    } else if (parsed.document.subjectKind !== kind) {
      yield {
        pointer: `${pointer}/type`,
        detail:
          kind === 'person'
            ? 'must be a document of a person'
            : 'must be unified-social-credit-code for an organization',
      };
    }
  }
  yield* checkCleared(order);
  if (of !== undefined) {
    const parsed = parseDocument({ type: 'unified-social-credit-code', number: of });
    if (parsed.kind === 'invalid') yield { pointer: '/subject/of', detail: parsed.detail };
  }
  if (revealsDocument(order.orderId, documents)) yield { pointer: '/orderId', detail: REVEALING_ID };
  if (order.continues && revealsDocument(order.continues.orderId, documents)) {
    yield { pointer: '/continues/orderId', detail: REVEALING_ID };
  }
  for (const [index, grant] of order.grants.entries()) {
    if (revealsDocument(grant.grantId, documents)) {
      yield { pointer: `/grants/${index}/grantId`, detail: REVEALING_ID };
    }
  }
}

/** What is cleared is one of the documents, however either of them is spelled. */
function* checkCleared({ subject }: OrderDocument): Generator<FieldProblem> {
  const named = new Set(subject.documents.map(numberNamed));
  for (const [index, input] of (subject.clearedDocuments ?? []).entries()) {
    const pointer = `/subject/clearedDocuments/${index}`;
    const parsed = parseDocument(input);
    if (parsed.kind === 'invalid') {
      yield { pointer: `${pointer}/${parsed.field}`, detail: parsed.detail };
    } else if (!named.has(numberNamed(input))) {
      yield { pointer, detail: 'must be one of the documents of the subject' };
    }
  }
}

const REVEALING_ID = 'must not contain a document number of the subject: ids are not kept secret';

/** Shorter texts occur in ids by chance. No document number is shorter. */
const SHORTEST_NUMBER = 5;

/** Whether an id contains the number of one of the documents, whatever their form; ids are stored and logged in clear. */
export function revealsDocument(id: string, documents: readonly Pick<DocumentInput, 'number'>[]): boolean {
  const haystack = id.toUpperCase();
  return documents.some(({ number }) => {
    const needle = number.normalize('NFKC').trim().toUpperCase();
    return needle.length >= SHORTEST_NUMBER && haystack.includes(needle);
  });
}

/**
 * Minors must not be listed. Any document that states a date of birth is asked.
 * Source: Fa Shi [2017] 7 art. 4 on who must not be listed.
 */
export function* checkFullAge(order: OrderDocument, nowMs: number): Generator<FieldProblem> {
  if (order.subject.kind !== 'person') return;
  for (const [index, input] of order.subject.documents.entries()) {
    const parsed = parseDocument(input);
    const birthDate = parsed.kind === 'valid' ? birthDateOf(parsed.document) : undefined;
    if (birthDate !== undefined && isMinorAt(birthDate, nowMs)) {
      yield {
        pointer: `/subject/documents/${index}/number`,
        detail:
          'must not be a document of a minor: minors must not be restricted, check whom the order names',
      };
    }
  }
}
