import * as z from 'zod';
import { DOCUMENT_TYPES, documentField } from './document.ts';
import { type ChangeId, type GrantId, ID_PATTERN, type OrderId } from './ids.ts';
import { RESTRICTED_ITEMS } from './items.ts';
import { SUBJECT_ROLES } from './roles.ts';
import { textField } from './text.ts';
import { instantField } from './time.ts';

/*
 * What a court sends: a change carries the whole order document at its version. The schemas check form; what the law
 * asks of an order that restricts someone is checked by the gates of `shared/orders`.
 */

export const ORDER_STATUSES = ['active', 'suspended', 'released', 'cancelled'] as const;

export const END_REASONS = [
  'performed',
  'settled',
  'guarantee',
  'creditor-consent',
  'concluded',
  'entered-in-error',
  'expired',
  'role-ended',
] as const;

export const GRANT_KINDS = ['temporary', 'necessity', 'personal-property', 'single'] as const;

export const ORDER_BASES = ['listed-defaulter', 'enforcement-notice'] as const;

export const MAX_CHANGES = 1_000;
export const MAX_VERSION = 1_000_000_000;
export const MAX_DOCUMENTS = 50;
const MAX_GRANTS = 100;
const MAX_USES = 1_000;

/** UUIDs are compared without regard to case and written in lower case (RFC 9562, section 4). */
export const changeIdField = z
  .string('must be a UUID')
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i, 'must be a UUID')
  .transform((text) => text.toLowerCase() as ChangeId);

const ID_FORM =
  'must be 1 to 128 letters, digits, dots, hyphens or underscores, and begin with a letter or digit';

const idField = z.string(ID_FORM).regex(ID_PATTERN, ID_FORM);

export const orderIdField = idField.transform((text) => text as OrderId);

export const versionField = z
  .int('must be a whole number')
  .min(1, 'must be 1 or more')
  .max(MAX_VERSION, `must be at most ${MAX_VERSION}`);

export function choice<const Options extends readonly [string, ...string[]]>(options: Options) {
  return z.enum(options, `must be one of ${options.join(', ')}`);
}

const itemsField = z
  .array(choice(RESTRICTED_ITEMS), 'must be a list of items')
  .min(1, 'must name at least one item')
  .max(RESTRICTED_ITEMS.length, 'must name each item once')
  .refine((items) => new Set(items).size === items.length, 'must name each item once');

const courtField = z.strictObject({ code: textField(20), name: textField(200), phone: textField(40) });

const subjectField = z.strictObject({
  kind: choice(['person', 'organization']),
  name: textField(200),
  role: choice(SUBJECT_ROLES),
  /** Unified social credit code of the organization beside which an officer is named. */
  of: textField(64).optional(),
  documents: z
    .array(documentField, `must be a list of documents: ${DOCUMENT_TYPES.join(', ')}`)
    .min(1, 'must hold at least one document')
    .max(MAX_DOCUMENTS, `must hold at most ${MAX_DOCUMENTS} documents`),
  /**
   * Those of `documents` that match nobody any more: the reviewing court exempted their owner, whose identity somebody
   * else had used, while the order stays. What was cleared once stays cleared under the order, also when a later version
   * leaves it out here.
   */
  clearedDocuments: z
    .array(documentField, `must be a list of documents: ${DOCUMENT_TYPES.join(', ')}`)
    .max(MAX_DOCUMENTS, `must hold at most ${MAX_DOCUMENTS} documents`)
    .optional(),
});

/**
 * What an order goes on from, when a restriction is continued after its removal.
 * Source: Opinions (2016) IV(2)5: a legal ground and a stated end.
 */
const continuesField = z.strictObject({ orderId: orderIdField, ground: textField(200) });

export const grantField = z.strictObject({
  grantId: idField.transform((text) => text as GrantId),
  kind: choice(GRANT_KINDS),
  items: itemsField,
  from: instantField,
  to: instantField,
  uses: z
    .int('must be a whole number, or null for any number')
    .min(1, 'must be 1 or more, or null for any number')
    .max(MAX_USES, `must be at most ${MAX_USES}, or null for any number`)
    .nullable(),
  approvedBy: choice(['president', 'court']),
});

/** The order document; times become epoch milliseconds, ids are branded, all else stays as sent. */
export const orderDocumentField = z
  .strictObject({
    orderId: orderIdField,
    version: versionField,
    status: choice(ORDER_STATUSES),
    endReason: choice(END_REASONS).optional(),
    court: courtField,
    caseNumber: textField(64),
    basis: choice(ORDER_BASES),
    subject: subjectField,
    items: itemsField,
    /** An end that has passed stays: no later version prolongs it. */
    period: z.strictObject({ from: instantField, to: instantField.nullable() }),
    warnedAt: instantField.optional(),
    signedBy: textField(64).optional(),
    servedAt: instantField.optional(),
    disclosure: choice(['public', 'withheld']),
    continues: continuesField.optional(),
    grants: z
      .array(grantField, 'must be a list of grants')
      .max(MAX_GRANTS, `must hold at most ${MAX_GRANTS} grants`)
      .default([]),
  })
  .superRefine((order, context) => {
    const ended = order.status === 'released' || order.status === 'cancelled';
    const refuse = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (ended && order.endReason === undefined) {
      refuse(['endReason'], `must say why the order ended: one of ${END_REASONS.join(', ')}`);
    }
    if (!ended && order.endReason !== undefined) {
      refuse(['endReason'], 'must be left out unless the order is released or cancelled');
    }
    if (order.subject.role === 'debtor' && order.subject.of !== undefined) {
      refuse(['subject', 'of'], 'must be left out for the debtor');
    }
    if (order.subject.role !== 'debtor' && order.subject.of === undefined) {
      refuse(
        ['subject', 'of'],
        'must be the unified social credit code of the organization that is the debtor',
      );
    }
  });

export type OrderDocument = z.output<typeof orderDocumentField>;

export const listChangeField = z.strictObject({ changeId: changeIdField, order: orderDocumentField });

export type ListChange = z.output<typeof listChangeField>;

/** The request as a whole; each change is judged by itself, so that one bad line does not hold up the others. */
export const listChangesRequest = z.strictObject({
  changes: z
    .array(z.unknown(), 'must be a list of changes')
    .min(1, 'must hold at least one change')
    .max(MAX_CHANGES, `must hold at most ${MAX_CHANGES} changes`),
});

/** The answer for one change. `changeId` is null when what was sent as one is not a UUID. */
export type ListChangeResult =
  | { readonly changeId: ChangeId; readonly status: 'accepted' }
  | {
      readonly changeId: ChangeId | null;
      readonly status: 'rejected';
      readonly problems: readonly { readonly pointer: string; readonly detail: string }[];
    };
