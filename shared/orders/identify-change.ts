import * as z from 'zod';
import { type ChangeId, LIKE_A_RESIDENT_ID, type OrderId } from '../contracts/ids.ts';
import { changeIdField, orderIdField, versionField } from '../contracts/list-change.ts';
import { revealsDocument } from './subject-gates.ts';

export interface ChangeIdentity {
  /** What names the change in the answer; null if it is not a UUID. */
  readonly changeId: ChangeId | null;
  /** What a receipt needs, where the change has all of it. */
  readonly receipt?: { readonly changeId: ChangeId; readonly orderId: OrderId; readonly version: number };
}

const changeIdOnly = z.object({ changeId: changeIdField });

const enoughForReceipt = z.object({
  changeId: changeIdField,
  order: z.object({
    orderId: orderIdField,
    version: versionField,
    subject: z
      .object({ documents: z.array(z.object({ number: z.string() }).catch({ number: '' })) })
      .catch({ documents: [] }),
  }),
});

/**
 * Finds out which change something is that may be wrong in every other respect, so that its rejection can be answered
 * and kept. An order id that gives a document number away is not kept; where a document cannot be read to compare it
 * with, neither is one that looks like a number.
 */
export function identifyChange(raw: unknown): ChangeIdentity {
  const full = enoughForReceipt.safeParse(raw);
  if (full.success) {
    const { changeId, order } = full.data;
    const { orderId, version, subject } = order;
    const readable = subject.documents.filter(({ number }) => number !== '');
    const isUnsure = readable.length === 0 || readable.length < subject.documents.length;
    if (revealsDocument(orderId, readable) || (isUnsure && LIKE_A_RESIDENT_ID.test(orderId)))
      return { changeId };
    return { changeId, receipt: { changeId, orderId, version } };
  }
  const partial = changeIdOnly.safeParse(raw);
  return { changeId: partial.success ? partial.data.changeId : null };
}
