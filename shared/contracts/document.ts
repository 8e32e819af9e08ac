import * as z from 'zod';
import { textField } from './text.ts';

/** The kinds of document that can name a subject. Source: domain facts on documents (GB 11643, GB 32100, ICAO 9303). */
export const DOCUMENT_TYPES = [
  'resident-id',
  'hk-macau-taiwan-residence-permit',
  'foreign-permanent-resident-id',
  'hk-macau-travel-permit',
  'taiwan-travel-permit',
  'passport',
  'unified-social-credit-code',
] as const;

export type DocumentType = (typeof DOCUMENT_TYPES)[number];

/** A document as a caller writes it: not yet normalised, its number not yet checked. */
export interface DocumentInput {
  readonly type: DocumentType;
  readonly number: string;
  /** ISO 3166-1 alpha-3 code of the issuing country; passports need it, other documents must not have it. */
  readonly issuer?: string | undefined;
}

export const documentField = z.strictObject({
  type: z.enum(DOCUMENT_TYPES, `must be one of ${DOCUMENT_TYPES.join(', ')}`),
  number: textField(64),
  issuer: textField(8).optional(),
}) satisfies z.ZodType<DocumentInput>;
