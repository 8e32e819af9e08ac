import type { DocumentInput } from '../../contracts/document.ts';
import { dateExists } from '../calendar.ts';
import { citizenNumberState, invalidCitizenNumber } from '../citizen-number.ts';
import { icaoCheckDigit } from '../icao-check-digit.ts';
import { normaliseNumber } from '../normalise-number.ts';
import type { ParsedDocument } from '../subject-document.ts';
import { invalidNumber, NO_WARNINGS } from '../subject-document.ts';

const OLD_LENGTH = 15;
const OLD_FORM = /^[A-Z]{3}[0-9]{12}$/;

/**
 * Foreign permanent resident ID: since December 2023 `9`, province 2, ISO 3166 numeric nationality 3, then as
 * GB 11643; before that alpha-3 country, 4 digits, YYMMDD, 1 digit and the ICAO check digit. The two cannot be
 * computed from each other, so an order lists both. Source: National Immigration Administration, notice on the
 * five-star card (2023).
 */
export function parseForeignPermanentResidentId(input: DocumentInput): ParsedDocument {
  const canonical = normaliseNumber(input.number);
  if (canonical.length === OLD_LENGTH) return parseOldForm(canonical);

  const state = citizenNumberState(canonical);
  if (state === 'length') {
    return invalidNumber('length', 'must have 18 characters, or 15 on cards issued before December 2023');
  }
  if (state !== 'character' && !canonical.startsWith('9')) {
    return invalidNumber('format', 'must begin with 9; other 18-character numbers are resident IDs');
  }
  if (state !== 'valid') return invalidCitizenNumber(state);
  return {
    kind: 'valid',
    document: {
      type: 'foreign-permanent-resident-id',
      namespace: 'cn-18',
      canonical,
      subjectKind: 'person',
      warnings: NO_WARNINGS,
    },
  };
}

function parseOldForm(canonical: string): ParsedDocument {
  if (!OLD_FORM.test(canonical)) {
    return invalidNumber('character', 'must consist of 3 letters and 12 digits when it has 15 characters');
  }
  if (!dateExistsInSomeCentury(canonical.slice(7, 13))) {
    return invalidNumber(
      'date',
      'contains a date of birth that does not exist: compare digits 8 to 13 with the card',
    );
  }
  if (icaoCheckDigit(canonical.slice(0, 14)) !== canonical.charAt(14)) {
    return invalidNumber(
      'check',
      'does not agree with its check digit: compare every character with the card',
    );
  }
  // No date of birth: the card states two digits of the year, and the century would be a guess.
  return {
    kind: 'valid',
    document: {
      type: 'foreign-permanent-resident-id',
      namespace: 'cn-foreign-resident-15',
      canonical,
      subjectKind: 'person',
      warnings: NO_WARNINGS,
    },
  };
}

/** 29 February exists in 2000 but not in 1900, every other day in both centuries or in neither. */
function dateExistsInSomeCentury(yymmdd: string): boolean {
  const year = 2000 + Number(yymmdd.slice(0, 2));
  return dateExists(year, Number(yymmdd.slice(2, 4)), Number(yymmdd.slice(4, 6)));
}
