import { Unavailable } from '../errors.ts';
import type { Fetch } from '../system.ts';
import type { TimeLimit } from './time-limit.ts';

/** An answer that came whole. */
export interface Exchange {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * One request and its whole answer. Redirects are not followed: credentials go to nobody else, and a POST does not
 * become a GET.
 *
 * @throws Unavailable if the connection fails, at whatever point; the reason of the limit's signal if that ends first.
 */
export async function exchange(
  fetch: Fetch,
  url: string,
  init: RequestInit,
  limit: TimeLimit,
): Promise<Exchange> {
  try {
    const response = await limit.within(fetch(url, { ...init, redirect: 'manual', signal: limit.signal }));
    const text = await limit.within(response.text());
    return { status: response.status, headers: response.headers, text };
  } catch (error) {
    if (limit.signal.aborted) throw limit.signal.reason;
    throw new Unavailable(`The connection failed${systemCodeOf(error)}.`);
  }
}

/** The one thing of a network error that is worth telling and holds nothing of the request. */
function systemCodeOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: unknown } };
  const code = cause?.code ?? (error as { code?: unknown }).code;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,40}$/.test(code) ? ` (${code})` : '';
}

/** The JSON of an answer, or `undefined` if it is of another type or cannot be read. */
export function jsonOf({ headers, text }: Exchange): unknown {
  const mediaType = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (mediaType !== 'application/json' && !mediaType.endsWith('+json')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
