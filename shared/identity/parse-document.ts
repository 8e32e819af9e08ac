import type { DocumentInput, DocumentType } from '../contracts/document.ts';
import { parseForeignPermanentResidentId } from './documents/foreign-permanent-resident-id.ts';
import { parseHkMacauTaiwanResidencePermit } from './documents/hk-macau-taiwan-residence-permit.ts';
import { parseHkMacauTravelPermit } from './documents/hk-macau-travel-permit.ts';
import { parsePassport } from './documents/passport.ts';
import { parseResidentId } from './documents/resident-id.ts';
import { parseTaiwanTravelPermit } from './documents/taiwan-travel-permit.ts';
import { parseUnifiedSocialCreditCode } from './documents/unified-social-credit-code.ts';
import type { DocumentParser, ParsedDocument } from './subject-document.ts';
import { invalidIssuer } from './subject-document.ts';

/** One parser for each document type: a type without one does not compile. */
export type DocumentParsers = { readonly [Type in DocumentType]: DocumentParser };

const PARSERS: DocumentParsers = {
  'resident-id': parseResidentId,
  'hk-macau-taiwan-residence-permit': parseHkMacauTaiwanResidencePermit,
  'foreign-permanent-resident-id': parseForeignPermanentResidentId,
  'hk-macau-travel-permit': parseHkMacauTravelPermit,
  'taiwan-travel-permit': parseTaiwanTravelPermit,
  passport: parsePassport,
  'unified-social-credit-code': parseUnifiedSocialCreditCode,
};

/**
 * Checks and normalises one document. Never throws, whatever the texts are, and takes bounded time.
 *
 * Only the calendar is asked whether a date of birth exists: whether it lies in the future needs a clock, and a
 * document that nobody can hold matches nobody.
 */
export function parseDocument(input: DocumentInput): ParsedDocument {
  if (input.issuer !== undefined && input.type !== 'passport') {
    return invalidIssuer('issuer-unexpected', 'must be left out: only passports have an issuer');
  }
  return PARSERS[input.type](input);
}
