import type { DocumentInput } from '../../contracts/document.ts';
import { normaliseNumber } from '../normalise-number.ts';
import type { ParsedDocument } from '../subject-document.ts';
import { invalidNumber, NO_WARNINGS } from '../subject-document.ts';

const FORM = /^[HM][0-9]{8}(?:[0-9]{2})?$/;

/** The first nine characters stay with the person; the last two of the older form count reissues. */
const LASTING_LENGTH = 9;

/** Mainland travel permit for Hong Kong (H) and Macau (M) residents. */
export function parseHkMacauTravelPermit(input: DocumentInput): ParsedDocument {
  const number = normaliseNumber(input.number);
  if (!FORM.test(number)) {
    return invalidNumber('format', 'must be H or M followed by 8 digits, or by 10 with the reissue count');
  }
  return {
    kind: 'valid',
    document: {
      type: 'hk-macau-travel-permit',
      namespace: 'cn-hk-macau-travel',
      canonical: number.slice(0, LASTING_LENGTH),
      subjectKind: 'person',
      warnings: NO_WARNINGS,
    },
  };
}
