import { DOCUMENT_TYPES, type DocumentType } from '../../../shared/contracts/document.ts';
import {
  type Inquiry,
  type InquiryDefect,
  inquiryRequest,
  readInquiry,
} from '../../../shared/inquiry/inquiry.ts';

export const FIELDS = ['type', 'number', 'issuer', 'name', 'reference'] as const;

export type FieldName = (typeof FIELDS)[number];

/** What is wrong with a field: nothing in it, something that cannot be in it, or a known defect. */
export type FieldDefect = InquiryDefect | 'missing' | 'unreadable';

export type FieldErrors = Partial<Record<FieldName, FieldDefect>>;

/** What the form shows again after an error. Never the number or the name: an answer does not repeat them (I6). */
export interface KeptFields {
  readonly type: DocumentType;
  readonly issuer: string;
  readonly reference: string;
}

export type SubmittedForm =
  | { readonly kind: 'valid'; readonly inquiry: Inquiry }
  | { readonly kind: 'invalid'; readonly errors: FieldErrors; readonly kept: KeptFields };

const FIELD_OF_POINTER: Readonly<Record<string, FieldName>> = {
  '/document/type': 'type',
  '/document/number': 'number',
  '/document/issuer': 'issuer',
  '/name': 'name',
  '/redressReference': 'reference',
};

export const NOTHING_KEPT: KeptFields = { type: 'resident-id', issuer: '', reference: '' };

/** Longer is no redress reference, and not shown again. */
const LONGEST_KEPT = 64;

/** Reads the form as it was sent (`application/x-www-form-urlencoded`). */
export function readForm(body: string): SubmittedForm {
  const sent = new URLSearchParams(body);
  const text = (name: FieldName): string => (sent.get(name) ?? '').trim();
  const type = text('type');
  // The field of the issuer is hidden unless a passport is chosen, and may keep what was typed before.
  const issuer = type === 'passport' ? text('issuer').toUpperCase() : '';
  const reference = text('reference');
  const request = inquiryRequest.safeParse({
    document: { type, number: text('number'), ...(issuer === '' ? {} : { issuer }) },
    name: text('name'),
    ...(reference === '' ? {} : { redressReference: reference }),
  });
  const errors: FieldErrors = type === 'passport' && issuer === '' ? { issuer: 'missing' } : {};
  for (const { path } of request.error?.issues ?? []) {
    const field = FIELD_OF_POINTER[`/${path.join('/')}`];
    if (field) errors[field] ??= text(field) === '' ? 'missing' : 'unreadable';
  }
  const read = request.success ? readInquiry(request.data) : undefined;
  if (read?.kind === 'valid') return read;
  for (const { pointer, why } of read?.problems ?? []) {
    const field = FIELD_OF_POINTER[pointer];
    if (field) errors[field] ??= why;
  }
  const knownType = DOCUMENT_TYPES.find((known) => known === type) ?? NOTHING_KEPT.type;
  return {
    kind: 'invalid',
    errors,
    kept: { type: knownType, issuer: issuer.slice(0, 3), reference: keptReference(reference) },
  };
}

/** A document number typed into the wrong field is not shown again either. */
export function keptReference(reference: string): string {
  return /^rdr_[0-9a-z]{1,16}$/i.test(reference) && reference.length <= LONGEST_KEPT ? reference : '';
}
