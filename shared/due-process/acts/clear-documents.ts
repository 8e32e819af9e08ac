import { numberNamed } from '../../identity/number-named.ts';
import { defineAct, nextVersion } from './act.ts';
import { documentsBody } from './add-documents.ts';

/**
 * Exempts the owner of documents that somebody else had used: they match nobody from now on, while the order stays
 * with its other documents. What was cleared stays in the document of the order, so that its past can be explained.
 * Source: Good-faith opinion (Fa Fa [2019] 35) art. 18.
 */
export const clearDocuments = defineAct({
  event: 'clear-documents',
  path: 'documents/clear',
  audited: 'order.documents-clear',
  body: documentsBody,
  next(sent, { body }) {
    const { clearedDocuments = [] } = sent.subject;
    const before = new Set(clearedDocuments.map(numberNamed));
    const cleared = [...body.documents.entries()].filter(([, document]) => {
      const number = numberNamed(document);
      if (number === undefined) return true;
      const isNew = !before.has(number);
      before.add(number);
      return isNew;
    });
    if (cleared.length === 0) {
      return { kind: 'refused', detail: 'These documents were cleared before: they match nobody already.' };
    }
    const subject = {
      ...sent.subject,
      clearedDocuments: [...clearedDocuments, ...cleared.map(([, document]) => document)],
    };
    return {
      kind: 'next',
      document: nextVersion(sent, { subject }),
      origins: cleared.map(([index], position) => ({
        document: `/subject/clearedDocuments/${clearedDocuments.length + position}`,
        body: `/documents/${index}`,
      })),
    };
  },
});
