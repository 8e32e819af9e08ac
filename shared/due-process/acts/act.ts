import * as z from 'zod';
import type { AuditAct } from '../../audit/event.ts';
import { ID_PATTERN, LIKE_A_RESIDENT_ID } from '../../contracts/ids.ts';
import type { orderDocumentField } from '../../contracts/list-change.ts';
import type { FieldProblem } from '../../contracts/problem.ts';
import type { OrderAct, OrderState } from '../life.ts';

/** An order document as a court sent it and as it is kept: times as texts, ids as they came. */
export type SentDocument = z.input<typeof orderDocumentField>;

/** What a court asks for by an act. */
export interface ActInput<Body> {
  /** As sent; it fulfils the schema of the act. */
  readonly body: Body;
  /** What of the order the path of the operation names, such as a grant. */
  readonly about?: string | undefined;
  readonly state: OrderState;
  /** When the act is done: equal for everybody who does the same act on the same version. */
  readonly nowMs: number;
}

/** What an act makes of a document. */
export type ActOutcome =
  | {
      readonly kind: 'next';
      readonly document: SentDocument;
      /** What of the order it made, such as a grant: an id. */
      readonly about?: string;
      /** Which part of the body a part of the document comes from: JSON Pointers, `''` for the whole body. */
      readonly origins?: readonly { readonly document: string; readonly body: string }[];
    }
  /** Pointers are relative to the body. */
  | { readonly kind: 'invalid'; readonly problems: readonly FieldProblem[] }
  /** It would change nothing, or is not for this order; the detail says what to do instead. */
  | { readonly kind: 'refused'; readonly detail: string }
  /** The order has nothing of what the path names. */
  | { readonly kind: 'not-found'; readonly detail: string };

/** An act that leads to the next version of an order's document. */
export interface DocumentAct<Schema extends z.ZodType = z.ZodType> {
  readonly event: OrderAct;
  /** Below `/v1/orders/{orderId}/`. */
  readonly path: string;
  readonly audited: AuditAct;
  readonly body: Schema;
  /** Pure: the same version, body and time give the same document. */
  next(sent: SentDocument, input: ActInput<z.input<Schema>>): ActOutcome;
}

/** Lets the acts stand in one list although each has a body of its own. */
export function defineAct<Schema extends z.ZodType>(act: DocumentAct<Schema>): DocumentAct {
  return act as DocumentAct;
}

const STAFF_FORM =
  'must be a reference of 1 to 64 letters, digits, dots, hyphens or underscores, and no name or document number';

/** Who acted within the court, as its own systems know them. */
export const staffField = z
  .string(STAFF_FORM)
  .max(64, STAFF_FORM)
  .regex(ID_PATTERN, STAFF_FORM)
  .refine((text) => !LIKE_A_RESIDENT_ID.test(text), STAFF_FORM)
  .optional();

/** The body of an act that needs nothing but itself. */
export const bareBody = z.strictObject({ staff: staffField });

export function nextVersion(sent: SentDocument, changes: Partial<SentDocument>): SentDocument {
  return { ...sent, ...changes, version: sent.version + 1 };
}
