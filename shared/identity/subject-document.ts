import type { DocumentInput, DocumentType } from '../contracts/document.ts';

/**
 * The space of numbers in which a document's number is unique. It, not the label that a caller chose, goes into the
 * subject key: `cn-18` holds every 18-character number with the MOD 11-2 check, so a residence permit that is sent
 * as a resident ID still matches. These strings are part of every stored key: changing one unlists its documents.
 */
export type NumberSpace =
  | 'cn-18'
  | 'cn-foreign-resident-15'
  | 'cn-hk-macau-travel'
  | 'cn-taiwan-travel'
  | 'cn-organization'
  | `passport-${string}`;

/** A remark on a document that is accepted all the same. */
export type DocumentWarning = 'check-character-differs';

/** A document whose number was checked and normalised. It holds the number in clear: never log or store it (I6). */
export interface SubjectDocument {
  /** The label the caller gave it. */
  readonly type: DocumentType;
  readonly namespace: NumberSpace;
  /** The one spelling of the number that all its spellings are reduced to. */
  readonly canonical: string;
  readonly subjectKind: 'person' | 'organization';
  readonly warnings: readonly DocumentWarning[];
}

export type DocumentDefect =
  | 'length'
  | 'character'
  | 'check'
  | 'date'
  | 'area'
  | 'format'
  | 'issuer-missing'
  | 'issuer-unexpected'
  | 'issuer-format';

export interface InvalidDocument {
  readonly kind: 'invalid';
  readonly field: 'number' | 'issuer';
  readonly why: DocumentDefect;
  /** What to do about it; never repeats what was sent. */
  readonly detail: string;
}

export type ParsedDocument = { readonly kind: 'valid'; readonly document: SubjectDocument } | InvalidDocument;

/** The one shape of every document kind. */
export type DocumentParser = (input: DocumentInput) => ParsedDocument;

export const NO_WARNINGS: readonly DocumentWarning[] = Object.freeze([]);

/** A refusal of the number; `detail` must be a fixed text, so that it cannot carry the number. */
export function invalidNumber(why: DocumentDefect, detail: string): InvalidDocument {
  return { kind: 'invalid', field: 'number', why, detail };
}

/** A refusal of the issuing country. */
export function invalidIssuer(why: DocumentDefect, detail: string): InvalidDocument {
  return { kind: 'invalid', field: 'issuer', why, detail };
}
