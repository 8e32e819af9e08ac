export type DocumentType =
  | 'resident-id'
  | 'hk-macau-taiwan-residence-permit'
  | 'foreign-permanent-resident-id'
  | 'hk-macau-travel-permit'
  | 'taiwan-travel-permit'
  | 'passport'
  | 'unified-social-credit-code';

export interface SubjectDocument {
  readonly type: DocumentType;
  /** As it stands on the document; the service normalises it. */
  readonly number: string;
  /** ISO 3166-1 alpha-3 code of the issuing country: needed for passports, not allowed elsewhere. */
  readonly issuer?: string;
}

/** For whom something is bought. */
export interface Subject {
  /** Your own mark, which comes back with the result: 1 to 64 letters, digits, dots, dashes, underscores; no document number. */
  readonly ref: string;
  /** Compared exactly; guards against a mistyped number. */
  readonly name?: string;
  /** 1 to 10. */
  readonly documents: readonly SubjectDocument[];
}
