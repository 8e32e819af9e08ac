import type { AttestationStatement } from '../contracts/attestation.ts';
import type { DocumentInput } from '../contracts/document.ts';
import { parseDocument } from '../identity/parse-document.ts';
import type { SubjectDocument } from '../identity/subject-document.ts';
import { documentDigest, SALT_BYTES } from './document-digest.ts';

/** What an operator brings along to show which documents a statement is about. */
export interface OpenedSubject {
  readonly ref: string;
  /** In base64url, as it came with the statement. */
  readonly salt: string;
  readonly documents: readonly DocumentInput[];
}

/** Whether the documents are those of the statement. Names refs, never documents. */
export type Opening =
  | { readonly kind: 'same'; readonly ref: string }
  /** Other documents, fewer, more, or another salt: the digest does not tell which. */
  | { readonly kind: 'different'; readonly ref: string }
  | { readonly kind: 'unknown-subject'; readonly ref: string }
  | { readonly kind: 'unreadable'; readonly ref: string; readonly what: 'salt' | 'document' };

/** Holds documents and salts against the digests of a statement. */
export function openStatement(
  { subjects }: Pick<AttestationStatement, 'subjects'>,
  opened: readonly OpenedSubject[],
): readonly Opening[] {
  return opened.map(({ ref, salt, documents }): Opening => {
    const subject = subjects.find((one) => one.ref === ref);
    if (!subject) return { kind: 'unknown-subject', ref };
    const saltBytes = Buffer.from(salt, 'base64url');
    if (saltBytes.length < SALT_BYTES) return { kind: 'unreadable', ref, what: 'salt' };
    const parsed: SubjectDocument[] = [];
    for (const document of documents) {
      const result = parseDocument(document);
      if (result.kind === 'invalid') return { kind: 'unreadable', ref, what: 'document' };
      parsed.push(result.document);
    }
    return { kind: documentDigest(parsed, saltBytes) === subject.documents ? 'same' : 'different', ref };
  });
}
