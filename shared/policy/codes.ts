/** Most codes arrive folded; Unicode normalisation costs ten times this look. */
const FOLDED = /^[0-9A-Z/_-]*$/;

/**
 * Folds a booking code to how tables write it: half width, upper case, no white space, so `ｇ１０１` and ` G 101` are
 * `G101`. For the characters that booking codes use, doing it twice changes nothing more.
 */
export function normaliseCode(code: string): string {
  if (FOLDED.test(code)) return code;
  return code.normalize('NFKC').toUpperCase().replace(/\s+/g, '');
}
