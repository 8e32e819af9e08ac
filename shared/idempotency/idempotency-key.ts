import type { Brand } from '../contracts/brand.ts';

/** What a client names one of its requests by, so that the request can be sent again and is done once. */
export type IdempotencyKey = Brand<string, 'IdempotencyKey'>;

export type KeyReading =
  | { readonly kind: 'valid'; readonly key: IdempotencyKey }
  /** `detail` says what to do and repeats nothing of what was sent. */
  | { readonly kind: 'invalid'; readonly detail: string };

const DETAIL =
  'Send one Idempotency-Key of 1 to 255 visible ASCII characters, such as a new UUID for each request, bare or in double quotes.';

/** Visible ASCII without the quotation mark and backslash, which belong to the quoted form, and the comma, which joins several. */
const BARE = /^[!#-+\--[\]-~]{1,255}$/;

/** A string of RFC 8941, section 3.3.3: the quotation mark and the backslash are escaped by a backslash. */
const QUOTED = /^"((?:[!#-[\]-~]|\\["\\])+)"$/;

const MAX_LENGTH = 255;

/**
 * Reads the field `Idempotency-Key`. The draft wants a quoted string (draft-ietf-httpapi-idempotency-key-header,
 * section 2.1); nearly everybody sends it bare, so both are taken, and mean the same key.
 *
 * @param field the value of the field; several of them come joined by commas and are refused
 */
export function readIdempotencyKey(field: string): KeyReading {
  const text = field.trim();
  if (BARE.test(text)) return { kind: 'valid', key: text as IdempotencyKey };
  const quoted = QUOTED.exec(text)?.[1]?.replace(/\\(["\\])/g, '$1');
  if (quoted === undefined || quoted.length > MAX_LENGTH) return { kind: 'invalid', detail: DETAIL };
  return { kind: 'valid', key: quoted as IdempotencyKey };
}
