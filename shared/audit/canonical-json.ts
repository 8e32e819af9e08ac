/** What JSON can say. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json | undefined };

/**
 * The one text of a JSON value, by the JSON Canonicalization Scheme (RFC 8785): no white space, members in the sequence
 * of their UTF-16 code units, numbers and strings as ECMAScript writes them. Members that are `undefined` are left out.
 *
 * @throws RangeError for a number or a text that the scheme has no form for (not finite, a lone surrogate), TypeError
 *   for what is no JSON value.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new RangeError('a text holds half of a surrogate pair');
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new RangeError('a number is not finite');
      return JSON.stringify(value);
    case 'boolean':
      return String(value);
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
      return `{${membersOf(value as Readonly<Record<string, unknown>>).join(',')}}`;
    default:
      throw new TypeError(`${typeof value} is no JSON value`);
  }
}

/** The default sort of texts compares code units, which is what the scheme asks for. */
function membersOf(object: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(object)
    .filter((name) => object[name] !== undefined)
    .sort()
    .map((name) => `${canonicalJson(name)}:${canonicalJson(object[name])}`);
}
