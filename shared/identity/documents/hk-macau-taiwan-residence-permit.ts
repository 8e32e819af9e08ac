import type { DocumentInput } from '../../contracts/document.ts';
import { citizenNumberState, invalidCitizenNumber } from '../citizen-number.ts';
import { normaliseNumber } from '../normalise-number.ts';
import type { ParsedDocument } from '../subject-document.ts';
import { invalidNumber, NO_WARNINGS } from '../subject-document.ts';

/** Hong Kong, Macau, Taiwan. */
const AREA = /^8[123]0000/;

/**
 * Residence permit for Hong Kong, Macau and Taiwan residents: an 18-character number of GB 11643 with an area of its
 * own. Source: State Council measures on applying for and issuing these permits (Guo Ban Fa [2018] 81).
 */
export function parseHkMacauTaiwanResidencePermit(input: DocumentInput): ParsedDocument {
  const canonical = normaliseNumber(input.number);
  const state = citizenNumberState(canonical);
  // The area before the check character: under the wrong label, a proof-read of the number would find nothing.
  if (state !== 'length' && state !== 'character' && !AREA.test(canonical)) {
    return invalidNumber('area', 'must begin with 810000, 820000 or 830000; other numbers are resident IDs');
  }
  if (state !== 'valid') return invalidCitizenNumber(state);
  return {
    kind: 'valid',
    document: {
      type: 'hk-macau-taiwan-residence-permit',
      namespace: 'cn-18',
      canonical,
      subjectKind: 'person',
      warnings: NO_WARNINGS,
    },
  };
}
