import type { DocumentInput } from '../../contracts/document.ts';
import { normaliseNumber } from '../normalise-number.ts';
import type { ParsedDocument } from '../subject-document.ts';
import { invalidNumber, NO_WARNINGS } from '../subject-document.ts';

const FORM = /^[0-9]{8}(?:[0-9]{2})?$/;

/** The first eight digits stay with the person; the last two of the older form count reissues. */
const LASTING_LENGTH = 8;

/** Mainland travel permit for Taiwan residents. */
export function parseTaiwanTravelPermit(input: DocumentInput): ParsedDocument {
  const number = normaliseNumber(input.number);
  if (!FORM.test(number)) {
    return invalidNumber('format', 'must have 8 digits, or 10 with the reissue count');
  }
  return {
    kind: 'valid',
    document: {
      type: 'taiwan-travel-permit',
      namespace: 'cn-taiwan-travel',
      canonical: number.slice(0, LASTING_LENGTH),
      subjectKind: 'person',
      warnings: NO_WARNINGS,
    },
  };
}
