import type { SubjectDocument } from '../../../../shared/client/index.ts';
import { hasRightCheckDigits } from './check-digits.ts';

/** What the device on the desk gives. */
export type Scan =
  /** The chip of a card: number and name as the card bears them. */
  | {
      readonly kind: 'chip';
      readonly type: 'resident-id' | 'hk-macau-travel-permit' | 'taiwan-travel-permit';
      readonly number: string;
      readonly name: string;
    }
  /** The two lines at the foot of a passport's page, read by a camera. */
  | { readonly kind: 'passport-lines'; readonly lines: readonly [string, string] };

export type ReadScan =
  | { readonly kind: 'read'; readonly document: SubjectDocument; readonly name?: string }
  | { readonly kind: 'scan-again'; readonly why: string };

/**
 * Reads a scan into the document that is asked about. The number goes out as it stands on the document: what it has
 * to look like, the service knows.
 */
export function readScan(scan: Scan): ReadScan {
  if (scan.kind === 'passport-lines') return readPassportLines(scan.lines);
  const { type, number, name } = scan;
  return { kind: 'read', document: { type, number }, name };
}

/**
 * A passport's machine-readable zone, form TD3 (ICAO Doc 9303-4). A camera takes 0 for O and 8 for B, and another
 * number is another person's: without right check digits nobody is asked about.
 *
 * The name is left out on purpose. The zone has it in Latin letters, cut to fit, while an order has it as it is
 * written: a name given would make the answer `verify-identity` for a person whose document is quite right.
 */
function readPassportLines([first, second]: readonly [string, string]): ReadScan {
  if (first.length !== 44 || second.length !== 44 || !first.startsWith('P')) {
    return { kind: 'scan-again', why: 'These are not the two lines of a passport.' };
  }
  if (!hasRightCheckDigits(second)) return { kind: 'scan-again', why: 'A character was misread.' };
  const number = second.slice(0, 9).replaceAll('<', '');
  return { kind: 'read', document: { type: 'passport', number, issuer: issuerOf(first, number) } };
}

/** Doc 9303-3 part 5: Germany is `D`; passports of Hong Kong and Macau bear CHN and are told by their numbers. */
function issuerOf(first: string, number: string): string {
  const issuer = first.slice(2, 5).replaceAll('<', '');
  if (issuer === 'D') return 'DEU';
  if (issuer === 'CHN' && /^[HK]/.test(number)) return 'HKG';
  if (issuer === 'CHN' && /^M[AB]/.test(number)) return 'MAC';
  return issuer;
}
