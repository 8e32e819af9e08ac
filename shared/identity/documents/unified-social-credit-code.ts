import type { DocumentInput } from '../../contracts/document.ts';
import { normaliseNumber } from '../normalise-number.ts';
import type { DocumentWarning, ParsedDocument } from '../subject-document.ts';
import { invalidNumber, NO_WARNINGS } from '../subject-document.ts';

const LENGTH = 18;

/** Without I, O, S, V and Z, which look like digits or like U. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

const CHECK_DIFFERS: readonly DocumentWarning[] = Object.freeze(['check-character-differs'] as const);

/**
 * Unified social credit code of an organization. Source: GB 32100-2015: weights 3^i mod 31, check character
 * (31 − sum mod 31) mod 31. Some early codes were issued with another check character and are legally valid, so a
 * difference is a warning and no refusal.
 */
export function parseUnifiedSocialCreditCode(input: DocumentInput): ParsedDocument {
  const canonical = normaliseNumber(input.number);
  if (canonical.length !== LENGTH) {
    return invalidNumber('length', 'must have 18 characters: copy the whole code from the business licence');
  }
  let sum = 0;
  let weight = 1;
  for (let index = 0; index < LENGTH; index += 1) {
    const value = ALPHABET.indexOf(canonical.charAt(index));
    if (value < 0) {
      return invalidNumber(
        'character',
        'must consist of digits and capital letters other than I, O, S, V and Z',
      );
    }
    // The check character's own weight is 1, which makes the whole sum divisible by 31.
    sum += value * (index === LENGTH - 1 ? 1 : weight);
    weight = (weight * 3) % 31;
  }
  return {
    kind: 'valid',
    document: {
      type: 'unified-social-credit-code',
      namespace: 'cn-organization',
      canonical,
      subjectKind: 'organization',
      warnings: sum % 31 === 0 ? NO_WARNINGS : CHECK_DIFFERS,
    },
  };
}
