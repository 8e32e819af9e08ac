/** More than any document has, and enough that surplus spaces do not matter; longer texts are not looked at. */
const LONGEST_TEXT = 128;

const FULL_WIDTH_FIRST = 0xff01;
const FULL_WIDTH_LAST = 0xff5e;
const FULL_WIDTH_OFFSET = 0xfee0;

/**
 * Reduces the spellings of a number to one: full-width characters to half width, no surrounding spaces, ASCII letters
 * in upper case. Everything else stays, for the parsers to refuse: `toUpperCase` would turn some foreign letters
 * into ASCII ones or into two.
 *
 * @returns the reduced text, or `''` for a text longer than any document's number.
 */
export function normaliseNumber(text: string): string {
  if (text.length > LONGEST_TEXT) return '';
  let reduced = '';
  for (let index = 0; index < text.length; index += 1) {
    let code = text.charCodeAt(index);
    if (code >= FULL_WIDTH_FIRST && code <= FULL_WIDTH_LAST) code -= FULL_WIDTH_OFFSET;
    if (code >= 0x61 && code <= 0x7a) code -= 0x20;
    reduced += String.fromCharCode(code);
  }
  return reduced.trim();
}
