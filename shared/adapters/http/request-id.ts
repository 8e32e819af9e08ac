/** A UUID, or 32 hexadecimal digits as proxies and tracers write them. */
const COMMON_ID = /^(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32})$/i;

/** A caller's own mark. Six digits in a row are refused: they may be part of a document number, which no log may hold. */
const OWN_ID = /^(?!.*\d{6})[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * Whether a request id from outside may be used as it is, in answers and logs. All others are replaced without a
 * word, since a request id is a convenience.
 */
export function isSafeRequestId(text: string): boolean {
  return COMMON_ID.test(text) || OWN_ID.test(text);
}
