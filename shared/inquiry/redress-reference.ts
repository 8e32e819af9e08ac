import type { RedressReference } from '../contracts/ids.ts';

const PREFIX = /^RDR[_\s-]*/;
const FORM = /^[0-9A-HJKMNP-TV-Z]{16}$/;

/**
 * Reads a redress reference as a person types it: in any case, full width, with or without the prefix, in groups.
 * Letters that the alphabet (Crockford's base 32) leaves out because they look like a digit are taken for that digit.
 *
 * @returns `undefined` if it cannot be a reference.
 */
export function parseRedressReference(text: string): RedressReference | undefined {
  const typed = text.normalize('NFKC').trim().toUpperCase().replace(PREFIX, '');
  const code = typed.replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  return FORM.test(code) ? (`rdr_${code}` as RedressReference) : undefined;
}
