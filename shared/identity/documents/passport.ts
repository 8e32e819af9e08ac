import type { DocumentInput } from '../../contracts/document.ts';
import { normaliseNumber } from '../normalise-number.ts';
import type { ParsedDocument } from '../subject-document.ts';
import { invalidIssuer, invalidNumber, NO_WARNINGS } from '../subject-document.ts';

const ISSUER = /^[A-Z]{3}$/;

/** Ordinary passports (E, G, 14, 15) and those for diplomatic (D), service (S) and public (P) affairs. */
const PRC_NUMBER = /^(?:E[0-9]{8}|E[A-Z][0-9]{7}|G[0-9]{8}|1[45][0-9]{7}|[DSP]E?[0-9]{7,8})$/;

const FOREIGN_NUMBER = /^[A-Z0-9]{5,17}$/;

/**
 * Passport: the issuing country and the number together, because numbers repeat across countries. `issuer` is the
 * three-letter code of ICAO Doc 9303-3 section 5 (UTO, Utopia, is its specimen). A renewal has a new number, which
 * an order has to list as well.
 */
export function parsePassport(input: DocumentInput): ParsedDocument {
  if (input.issuer === undefined || input.issuer.trim() === '') {
    return invalidIssuer(
      'issuer-missing',
      'must be given for a passport: the three-letter code of its country',
    );
  }
  const issuer = normaliseNumber(input.issuer);
  if (!ISSUER.test(issuer)) {
    return invalidIssuer(
      'issuer-format',
      'must be the three-letter country code (ISO 3166-1 alpha-3), such as CHN',
    );
  }
  const canonical = normaliseNumber(input.number);
  if (issuer === 'CHN' && !PRC_NUMBER.test(canonical)) {
    // One way to send an SAR passport, so that a court and an operator arrive at the same key.
    return invalidNumber(
      'format',
      'is not a PRC passport number; passports of the Hong Kong and Macau SAR have the issuer HKG or MAC',
    );
  }
  if (!FOREIGN_NUMBER.test(canonical)) {
    return invalidNumber('format', 'must consist of 5 to 17 letters and digits, without spaces or hyphens');
  }
  return {
    kind: 'valid',
    document: {
      type: 'passport',
      namespace: `passport-${issuer}`,
      canonical,
      subjectKind: 'person',
      warnings: NO_WARNINGS,
    },
  };
}
