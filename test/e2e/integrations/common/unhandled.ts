/**
 * Ends a `switch` over a union, so that the compiler names what was forgotten. There is no default that sells: whatever
 * is not known here fails loudly.
 *
 * @throws TypeError always
 */
export function unhandled(_what: never): never {
  throw new TypeError('This program does not know what to do here, so nothing is sold.');
}
