import * as z from 'zod';
import { DOCUMENT_TYPES, documentField } from '../../contracts/document.ts';
import { MAX_DOCUMENTS } from '../../contracts/list-change.ts';
import { numberNamed } from '../../identity/number-named.ts';
import { defineAct, nextVersion, staffField } from './act.ts';

export const documentsBody = z.strictObject({
  documents: z
    .array(documentField, `must be a list of documents: ${DOCUMENT_TYPES.join(', ')}`)
    .min(1, 'must hold at least one document')
    .max(MAX_DOCUMENTS, `must hold at most ${MAX_DOCUMENTS} documents`),
  staff: staffField,
});

/**
 * Adds documents of the same subject, such as a renewed passport, so that a restriction is not tied to one number.
 * Numbers that the order names already, in whatever spelling, are left out.
 */
export const addDocuments = defineAct({
  event: 'add-documents',
  path: 'documents',
  audited: 'order.documents-add',
  body: documentsBody,
  next(sent, { body }) {
    const { documents, clearedDocuments = [] } = sent.subject;
    const cleared = new Set(clearedDocuments.map(numberNamed));
    const problems = [...body.documents.entries()]
      .filter(([, document]) => cleared.has(numberNamed(document)))
      .map(([index]) => ({
        pointer: `/documents/${index}`,
        detail: 'must not be a document that was cleared: it belongs to somebody else',
      }));
    if (problems.length > 0) return { kind: 'invalid', problems };

    const named = new Set(documents.map(numberNamed));
    const added = [...body.documents.entries()].filter(([, document]) => {
      const number = numberNamed(document);
      // A document that is not valid goes on to the gates, which say what is wrong with it.
      if (number === undefined) return true;
      const isNew = !named.has(number);
      named.add(number);
      return isNew;
    });
    if (added.length === 0) {
      return { kind: 'refused', detail: 'The order names these documents already: there is nothing to add.' };
    }
    const subject = { ...sent.subject, documents: [...documents, ...added.map(([, document]) => document)] };
    return {
      kind: 'next',
      document: nextVersion(sent, { subject }),
      origins: added.map(([index], position) => ({
        document: `/subject/documents/${documents.length + position}`,
        body: `/documents/${index}`,
      })),
    };
  },
});
