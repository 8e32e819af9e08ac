import { describe, expect, it } from 'vitest';
import type { DocumentInput, DocumentType } from '../../../shared/contracts/document.ts';
import { DOCUMENT_TYPES } from '../../../shared/contracts/document.ts';
import { birthDateOf } from '../../../shared/identity/birth-date.ts';
import { parseDocument } from '../../../shared/identity/parse-document.ts';
import vectors from '../../fixtures/vectors/documents.json' with { type: 'json' };

interface Vector {
  readonly in: string;
  readonly issuer?: string;
  readonly canonical?: string;
  readonly born?: string;
  readonly why?: string;
}

interface VectorGroup {
  readonly valid: readonly Vector[];
  readonly warns?: readonly Vector[];
  readonly invalid: readonly Vector[];
}

const groups = vectors as unknown as Readonly<Record<DocumentType, VectorGroup>>;

function inputOf(type: DocumentType, vector: Vector): DocumentInput {
  return { type, number: vector.in, ...(vector.issuer === undefined ? {} : { issuer: vector.issuer }) };
}

it('has vectors for every document type and no others', () => {
  const { note: _, ...types } = vectors;
  expect(Object.keys(types).sort()).toEqual([...DOCUMENT_TYPES].sort());
});

describe.each(DOCUMENT_TYPES)('%s vectors', (type) => {
  const group = groups[type];

  it.each([...group.valid])('accepts "$in" without a warning', (vector) => {
    const parsed = parseDocument(inputOf(type, vector));
    expect(parsed).toEqual({
      kind: 'valid',
      document: expect.objectContaining({ type, canonical: vector.canonical ?? vector.in, warnings: [] }),
    });
    if (parsed.kind === 'valid' && vector.born !== undefined) {
      expect(birthDateOf(parsed.document)).toBe(vector.born);
    }
  });

  it.each([...(group.warns ?? [])])('accepts "$in" with a warning', (vector) => {
    expect(parseDocument(inputOf(type, vector))).toEqual({
      kind: 'valid',
      document: expect.objectContaining({ canonical: vector.in, warnings: ['check-character-differs'] }),
    });
  });

  it.each([...group.invalid])('refuses "$in": $why', (vector) => {
    const parsed = parseDocument(inputOf(type, vector));
    expect(parsed).toMatchObject({ kind: 'invalid', why: vector.why?.replace(' ', '-') });
  });
});
