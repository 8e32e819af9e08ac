import * as z from 'zod';

/** No C0 and C1 controls, line or paragraph separators, bidirectional overrides, byte order mark, lone surrogates. */
const PERMITTED_CHARACTERS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the purpose
  /^[^\u0000-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF\uD800-\uDFFF]*$/u;

/**
 * A text field: trimmed length 1 to `maxLength` UTF-16 units, no control or invisible direction characters (they
 * forge log lines and displays).
 */
export function textField(maxLength: number) {
  return z
    .string('must be a text')
    .max(maxLength, `must be at most ${maxLength} characters long`)
    .regex(/\S/, 'must not be empty')
    .regex(PERMITTED_CHARACTERS, 'must not contain control characters');
}
