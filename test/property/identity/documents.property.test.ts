import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DocumentInput } from '../../../shared/contracts/document.ts';
import { DOCUMENT_TYPES } from '../../../shared/contracts/document.ts';
import { birthDateOf } from '../../../shared/identity/birth-date.ts';
import { isMinorAt } from '../../../shared/identity/minor.ts';
import { normaliseNumber } from '../../../shared/identity/normalise-number.ts';
import { parseDocument } from '../../../shared/identity/parse-document.ts';
import type { SubjectDocument } from '../../../shared/identity/subject-document.ts';
import { citizenNumbers, respelled, validDocuments } from './arbitrary-documents.ts';

function documentOf(input: DocumentInput): SubjectDocument {
  const parsed = parseDocument(input);
  if (parsed.kind === 'invalid') throw new Error(`${parsed.field}: ${parsed.why}`);
  return parsed.document;
}

describe.each(DOCUMENT_TYPES)('%s', (type) => {
  it('is valid and normalising it twice changes nothing', () => {
    fc.assert(
      fc.property(validDocuments[type], (input) => {
        const document = documentOf(input);
        expect(documentOf({ ...input, number: document.canonical })).toEqual(document);
      }),
    );
  });

  it('is the same document however it is spelled', () => {
    const spelled = validDocuments[type].chain((input) =>
      fc.tuple(fc.constant(input), respelled(input.number)),
    );
    fc.assert(
      fc.property(spelled, ([input, number]) => {
        expect(documentOf({ ...input, number })).toEqual(documentOf(input));
      }),
    );
  });

  it('never throws on junk, and never repeats it', () => {
    const junk = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.string({ unit: fc.constantFrom(...'0123456789XEHMＸ９ '), maxLength: 20 }),
    );
    fc.assert(
      fc.property(junk, fc.option(fc.string({ maxLength: 6 }), { nil: undefined }), (number, issuer) => {
        const parsed = parseDocument({ type, number, issuer });
        if (parsed.kind === 'valid') {
          expect(normaliseNumber(number).startsWith(parsed.document.canonical.slice(0, 6))).toBe(true);
          return;
        }
        expect(parsed.detail.length).toBeGreaterThan(10);
        // A sent text of five characters or more cannot stand in a fixed sentence by chance.
        if (number.trim().length > 4) expect(parsed.detail).not.toContain(number.trim());
      }),
    );
  });
});

describe('an 18-character number', () => {
  it('is refused when any one of its characters is another', () => {
    fc.assert(
      fc.property(
        citizenNumbers,
        fc.nat(17),
        fc.constantFrom(...'0123456789X'),
        (number, at, replacement) => {
          fc.pre(number[at] !== replacement);
          const typo = number.slice(0, at) + replacement + number.slice(at + 1);
          expect(parseDocument({ type: 'resident-id', number: typo }).kind).toBe('invalid');
        },
      ),
    );
  });

  it('is refused when any two neighbours are swapped', () => {
    fc.assert(
      fc.property(citizenNumbers, fc.nat(16), (number, at) => {
        fc.pre(number[at] !== number[at + 1]);
        const typo = number.slice(0, at) + number[at + 1] + number[at] + number.slice(at + 2);
        expect(parseDocument({ type: 'resident-id', number: typo }).kind).toBe('invalid');
      }),
    );
  });

  it('states a date of birth that makes nobody a minor again', () => {
    const instants = fc.integer({ min: 0, max: Date.UTC(2200, 0) });
    fc.assert(
      fc.property(citizenNumbers, instants, instants, (number, one, other) => {
        const birthDate = birthDateOf(documentOf({ type: 'resident-id', number })) ?? '';
        const [earlier, later] = [Math.min(one, other), Math.max(one, other)];
        expect(isMinorAt(birthDate, later) && !isMinorAt(birthDate, earlier)).toBe(false);
      }),
    );
  });
});
