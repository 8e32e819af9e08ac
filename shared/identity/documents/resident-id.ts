import type { DocumentInput } from '../../contracts/document.ts';
import { citizenCheckCharacter, citizenNumberState, invalidCitizenNumber } from '../citizen-number.ts';
import { normaliseNumber } from '../normalise-number.ts';
import type { ParsedDocument } from '../subject-document.ts';
import { invalidNumber, NO_WARNINGS } from '../subject-document.ts';

const FIRST_GENERATION_LENGTH = 15;

/** Sequences 996 to 999 of the 15-digit form were kept for people who were a hundred years old: born in the 1800s. */
const CENTENARIAN_SEQUENCE = /99[6-9]$/;

/**
 * Resident identity card number, 18 characters or the 15 digits of the first generation. Source: GB 11643-1999.
 *
 * The area is not compared with a list: areas are merged and renamed, and residence permits (areas 81, 82, 83) and
 * foreign permanent resident IDs (leading 9) are often sent under this label. They share the number space, so they
 * are valid here and match. A number that is already normalised takes the first branch and allocates only its result.
 */
export function parseResidentId(input: DocumentInput): ParsedDocument {
  if (citizenNumberState(input.number) === 'valid') return residentId(input.number);

  const number = normaliseNumber(input.number);
  if (number.length === FIRST_GENERATION_LENGTH) return parseFirstGeneration(number);
  const state = citizenNumberState(number);
  return state === 'valid' ? residentId(number) : invalidCitizenNumber(state);
}

function parseFirstGeneration(number: string): ParsedDocument {
  if (!/^[0-9]{15}$/.test(number)) {
    return invalidNumber('character', 'must consist of digits only when it has 15 characters');
  }
  if (CENTENARIAN_SEQUENCE.test(number)) {
    // The century cannot be told from this form, and a wrong guess would name another person.
    return invalidNumber(
      'format',
      'has a 15-digit form that does not tell the century: send the 18-character number',
    );
  }
  const digits = `${number.slice(0, 6)}19${number.slice(6)}`;
  const upgraded = digits + citizenCheckCharacter(digits);
  const state = citizenNumberState(upgraded);
  if (state === 'valid') return residentId(upgraded);
  return invalidNumber(
    'date',
    'contains a date of birth that does not exist: compare digits 7 to 12 with the document',
  );
}

function residentId(canonical: string): ParsedDocument {
  return {
    kind: 'valid',
    document: {
      type: 'resident-id',
      namespace: 'cn-18',
      canonical,
      subjectKind: 'person',
      warnings: NO_WARNINGS,
    },
  };
}
