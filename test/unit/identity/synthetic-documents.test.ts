import { describe, expect, it } from 'vitest';
import { birthDateOf } from '../../../shared/identity/birth-date.ts';
import { isMinorAt } from '../../../shared/identity/minor.ts';
import { parseDocument } from '../../../shared/identity/parse-document.ts';
import {
  SYNTHETIC_DOCUMENTS,
  syntheticOrganizationCode,
  syntheticResidentId,
} from '../../fixtures/synthetic-documents.ts';

const SAMPLE = [...Array.from({ length: 2_000 }, (_, step) => step * 4_999), SYNTHETIC_DOCUMENTS - 1];

describe('synthetic documents', () => {
  it('are valid resident IDs of adults in the area that belongs to nobody', () => {
    for (const n of SAMPLE) {
      const parsed = parseDocument({ type: 'resident-id', number: syntheticResidentId(n) });
      if (parsed.kind === 'invalid') throw new Error(`number ${n}: ${parsed.why}`);
      expect(parsed.document.canonical.startsWith('999999')).toBe(true);
      expect(isMinorAt(birthDateOf(parsed.document) ?? '', Date.parse('2026-01-01T00:00:00+08:00'))).toBe(
        false,
      );
    }
  });

  it('are valid organization codes without a warning', () => {
    for (const n of SAMPLE) {
      const number = syntheticOrganizationCode(n);
      expect(parseDocument({ type: 'unified-social-credit-code', number })).toMatchObject({
        kind: 'valid',
        document: { warnings: [] },
      });
    }
  });

  it('are distinct', () => {
    expect(new Set(Array.from({ length: 50_000 }, (_, n) => syntheticResidentId(n))).size).toBe(50_000);
    expect(new Set(SAMPLE.map(syntheticResidentId)).size).toBe(SAMPLE.length);
    expect(new Set(SAMPLE.map(syntheticOrganizationCode)).size).toBe(SAMPLE.length);
  });

  it.each([-1, 0.5, SYNTHETIC_DOCUMENTS])('do not exist under the number %d', (n) => {
    expect(() => syntheticResidentId(n)).toThrow(RangeError);
    expect(() => syntheticOrganizationCode(n)).toThrow(RangeError);
  });
});
