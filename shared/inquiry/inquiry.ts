import * as z from 'zod';
import { documentField } from '../contracts/document.ts';
import type { RedressReference } from '../contracts/ids.ts';
import type { FieldProblem } from '../contracts/problem.ts';
import { textField } from '../contracts/text.ts';
import { parseDocument } from '../identity/parse-document.ts';
import type { DocumentDefect, SubjectDocument } from '../identity/subject-document.ts';
import { parseRedressReference } from './redress-reference.ts';

/** What a person sends to find out whether an order names them. */
export const inquiryRequest = z.strictObject({
  document: documentField,
  name: textField(200),
  redressReference: textField(64).optional(),
});

export type InquiryRequest = z.output<typeof inquiryRequest>;

/** An inquiry in good form. It holds name and number in clear: never log or store it (I6). */
export interface Inquiry {
  readonly document: SubjectDocument;
  readonly name: string;
  readonly redressReference: RedressReference | undefined;
}

export type InquiryDefect = DocumentDefect | 'reference';

export type ReadInquiry =
  | { readonly kind: 'valid'; readonly inquiry: Inquiry }
  | { readonly kind: 'invalid'; readonly problems: readonly (FieldProblem & { why: InquiryDefect })[] };

/**
 * Checks the form of an inquiry, and nothing but the form: what is wrong here is wrong for everybody, so saying it
 * tells nothing about anyone.
 */
export function readInquiry(request: InquiryRequest): ReadInquiry {
  const parsed = parseDocument(request.document);
  const redressReference =
    request.redressReference === undefined ? undefined : parseRedressReference(request.redressReference);
  const problems: (FieldProblem & { why: InquiryDefect })[] = [];
  if (parsed.kind === 'invalid') {
    const { field, detail, why } = parsed;
    problems.push({ pointer: `/document/${field}`, detail, why });
  }
  if (request.redressReference !== undefined && redressReference === undefined) {
    const detail = 'must be rdr_ and 16 letters and digits, as on the notice about the refused purchase';
    problems.push({ pointer: '/redressReference', detail, why: 'reference' });
  }
  if (parsed.kind === 'invalid' || problems.length > 0) return { kind: 'invalid', problems };
  return { kind: 'valid', inquiry: { document: parsed.document, name: request.name, redressReference } };
}
