import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DocumentType } from '../../../shared/contracts/document.ts';
import { createHmacSha256 } from '../../../shared/identity/hmac-sha256.ts';
import { createNameDigester } from '../../../shared/identity/name-digester.ts';
import { normaliseName } from '../../../shared/identity/normalise-name.ts';
import { parseDocument } from '../../../shared/identity/parse-document.ts';
import { formatSubjectKey } from '../../../shared/identity/subject-key.ts';
import { createSubjectKeyer } from '../../../shared/identity/subject-keyer.ts';
import { respelled, validDocuments } from './arbitrary-documents.ts';

const secret = { version: 'test-1', key: new Uint8Array(32).fill(7) };
const keyer = createSubjectKeyer(secret);

function keyOf(type: DocumentType, number: string, issuer?: string): string {
  const parsed = parseDocument({ type, number, issuer });
  if (parsed.kind === 'invalid') throw new Error(`${parsed.field}: ${parsed.why}`);
  return formatSubjectKey(keyer.keyOf(parsed.document));
}

const messages = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  // Lone surrogates, and messages around the size of the scratch memory.
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 300 })
    .map((codes) => String.fromCharCode(...codes)),
  fc.string({ minLength: 130, maxLength: 700 }),
  fc.uint8Array({ maxLength: 700 }),
);

describe('HMAC-SHA-256', () => {
  it('agrees with the one of Node for every key, message and length', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        messages,
        fc.integer({ min: 1, max: 32 }),
        (key, message, length) => {
          const expected = createHmac('sha256', key).update(message).digest().subarray(0, length);
          expect(Buffer.from(createHmacSha256(key).digest(message, length))).toEqual(Buffer.from(expected));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is not disturbed by the messages before', () => {
    const hmac = createHmacSha256(secret.key);
    fc.assert(
      fc.property(fc.array(messages, { maxLength: 6 }), (sequence) => {
        const together = sequence.map((message) => hmac.digest(message, 32));
        const apart = sequence.map((message) => createHmacSha256(secret.key).digest(message, 32));
        expect(together).toEqual(apart);
      }),
    );
  });
});

describe('subject keys', () => {
  it.each(['hk-macau-taiwan-residence-permit', 'foreign-permanent-resident-id'] as const)(
    'of a %s are the same under the label resident-id',
    (type) => {
      const eighteen = validDocuments[type].filter(({ number }) => number.length === 18);
      fc.assert(
        fc.property(
          eighteen.chain(({ number }) => fc.tuple(fc.constant(number), respelled(number))),
          ([number, spelled]) => {
            expect(keyOf('resident-id', spelled)).toBe(keyOf(type, number));
          },
        ),
      );
    },
  );

  it('of the same text differ between number spaces', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(digits, (number) => {
        const keys = [
          keyOf('taiwan-travel-permit', number),
          keyOf('passport', number, 'UTO'),
          keyOf('passport', number, 'DEU'),
        ];
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });

  it('of people and organizations differ for one and the same number', () => {
    fc.assert(
      fc.property(validDocuments['resident-id'], ({ number }) => {
        fc.pre(number.length === 18);
        expect(keyOf('unified-social-credit-code', number)).not.toBe(keyOf('resident-id', number));
      }),
    );
  });
});

describe('names', () => {
  const names = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: fc.constantFrom(...'张三·• ‧.aßſé\u0301\u0345ΐŉ¨ ﬁ　㈱\u200B'), maxLength: 12 }),
  );

  it('are settled after normalising once', () => {
    fc.assert(
      fc.property(names, (name) => {
        const once = normaliseName(name);
        expect(normaliseName(once)).toBe(once);
      }),
      { numRuns: 2_000 },
    );
  });

  it('have a digest of 32 hexadecimal characters, the same for the normalised name', () => {
    const digester = createNameDigester(secret);
    fc.assert(
      fc.property(names, (name) => {
        const digest = digester.digestOf(name);
        expect(digest).toMatch(/^[0-9a-f]{32}$/);
        expect(digester.digestOf(normaliseName(name))).toBe(digest);
      }),
    );
  });
});
