/** Written out, because elsewhere `\d` takes the digits of every script, and here it takes ten. */
const DIGITS = '0-9';

/** Others do not take a half of a pair for a character; text in UTF-8 has none anyway. */
const SURROGATES = String.raw`\uD800-\uDFFF`;

/** An expression of ours so that it means the same to programs whose regular expressions are not those of ECMAScript. */
export function portablePattern(pattern: string): string {
  let portable = '';
  let inClass = false;
  for (let at = 0; at < pattern.length; at += 1) {
    const sign = pattern.charAt(at);
    if (sign === '\\') {
      at += 1;
      const escaped = pattern.charAt(at);
      if (escaped === 'd') portable += inClass ? DIGITS : `[${DIGITS}]`;
      else portable += escaped === '/' ? '/' : sign + escaped;
      continue;
    }
    if (sign === '[') inClass = true;
    if (sign === ']') inClass = false;
    portable += sign;
  }
  return portable.replaceAll(SURROGATES, '');
}
