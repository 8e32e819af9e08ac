/**
 * How long `Retry-After` (RFC 9110, section 10.2.3) asks to wait, in milliseconds. A date is compared with the answer's
 * own `Date`, where there is one, so that a clock which is wrong here or there does not matter.
 *
 * @returns `undefined` if the header is missing or unreadable.
 */
export function retryAfterMs(headers: Headers, wallMs: number): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000;
  const untilMs = Date.parse(value);
  if (Number.isNaN(untilMs)) return undefined;
  const statedNowMs = Date.parse(headers.get('date') ?? '');
  return Math.max(0, untilMs - (Number.isNaN(statedNowMs) ? wallMs : statedNowMs));
}
