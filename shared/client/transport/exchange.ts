import { MalformedAnswer, Unavailable } from '../errors.ts';
import type { Fetch } from '../system.ts';
import type { TimeLimit } from './time-limit.ts';

/** An answer that came whole. */
export interface Exchange {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Of an answer; the service's own are shorter, since its platform allows no more than 6 MB. */
export const MAX_ANSWER_BYTES = 8_388_608;

/**
 * One request and its whole answer. Redirects are not followed: credentials go to nobody else, and a POST does not
 * become a GET.
 *
 * @throws Unavailable if the connection fails, at whatever point; MalformedAnswer if the answer is longer than
 *   {@link MAX_ANSWER_BYTES}; the reason of the limit's signal if that ends first.
 */
export async function exchange(
  fetch: Fetch,
  url: string,
  init: RequestInit,
  limit: TimeLimit,
): Promise<Exchange> {
  try {
    const response = await limit.within(fetch(url, { ...init, redirect: 'manual', signal: limit.signal }));
    const text = await readText(response, limit);
    return { status: response.status, headers: response.headers, text };
  } catch (error) {
    if (limit.signal.aborted) throw limit.signal.reason;
    if (error instanceof MalformedAnswer) throw error;
    throw new Unavailable(`The connection failed${systemCodeOf(error)}.`);
  }
}

/** Whatever is at the other end may send on and on: it is counted while it comes. */
async function readText({ body }: Response, limit: TimeLimit): Promise<string> {
  if (!body) return '';
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await limit.within(reader.read());
      if (done) return text + decoder.decode();
      bytes += value.byteLength;
      if (bytes > MAX_ANSWER_BYTES)
        throw new MalformedAnswer('The answer is longer than any of the service.');
      text += decoder.decode(value, { stream: true });
    }
  } catch (error) {
    // Nobody waits for the rest; that it cannot be called off changes nothing.
    reader.cancel().catch(() => undefined);
    throw error;
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
