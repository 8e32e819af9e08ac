import { Interrupted, ServiceError } from '../errors.ts';
import type { CliIo } from '../io.ts';

/** An answer with its whole body. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * Sends a request until it is answered with something that trying again would not change.
 *
 * @param request makes the request anew for each attempt
 * @throws ServiceError when the time is up
 * @throws Interrupted when the user wants to stop while it waits between two attempts
 */
export type Call = (url: string, request: () => RequestInit | Promise<RequestInit>) => Promise<Answer>;

export interface CallLimits {
  /** How long one request is tried, with all its attempts. */
  readonly giveUpAfterMs: number;
}

const ATTEMPT_MS = 60_000;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 10_000;

/** Answers that pass: too many requests, and a service or a gateway that is down for the moment. */
const PASSING = new Set([429, 500, 502, 503, 504]);

/**
 * Waits between attempts grow and are spread at random (full jitter), so that many clients do not come back at one
 * moment; `Retry-After` is obeyed as a minimum. Sending changes twice is harmless, so a request whose answer was lost is
 * sent again too.
 */
export function createCall(io: CliIo, { giveUpAfterMs }: CallLimits): Call {
  const { clock, fetch, random, sleep, interruption } = io;
  return async (url, request) => {
    const giveUpAtMs = clock.monotonicMs() + giveUpAfterMs;
    for (let attempt = 0; ; attempt += 1) {
      const { answer, why, cause } = await once(url, await request());
      if (answer && !PASSING.has(answer.status)) return answer;
      const asked = answer ? retryAfterMs(answer.headers, clock.wallMs()) : 0;
      const longest = Math.min(FIRST_WAIT_MS * 2 ** attempt, LONGEST_WAIT_MS);
      const waitMs = asked + longest * random();
      if (clock.monotonicMs() + waitMs >= giveUpAtMs) {
        throw new ServiceError(
          `The service at ${new URL(url).host} ${why}. Tried for ${giveUpAfterMs / 1_000} s.`,
          {
            cause,
          },
        );
      }
      await sleep(waitMs, interruption).catch((error: unknown) => {
        throw new Interrupted('interrupted while waiting for the service', { cause: error });
      });
    }
  };

  async function once(url: string, init: RequestInit): Promise<Attempt> {
    try {
      const response = await fetch(url, {
        ...init,
        redirect: 'error',
        signal: AbortSignal.timeout(ATTEMPT_MS),
      });
      const { status, headers } = response;
      return { answer: { status, headers, text: await response.text() }, why: `answers ${status}` };
    } catch (cause) {
      return { why: 'cannot be reached', cause };
    }
  }
}

interface Attempt {
  readonly answer?: Answer;
  readonly why: string;
  readonly cause?: unknown;
}

/** `Retry-After` as seconds or as a date (RFC 9110, section 10.2.3); 0 without one. */
function retryAfterMs(headers: Headers, nowMs: number): number {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,6}$/.test(text)) return Number(text) * 1_000;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? 0 : Math.max(0, atMs - nowMs);
}
