import type { SubjectDocument } from '../identity/subject-document.ts';
import { type Limit, pass, type RateLimitDependencies } from '../rate-limits/limit.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * Per address (an IPv6 network of 64 bits counts as one). A person asks once or twice; a family, an office or a street
 * behind one address of a mobile network a little more. A scan of a thousand numbers would take two days.
 */
export const PER_CLIENT: Limit = { name: 'inquiry-client', max: 20, windowMs: HOUR_MS };

/** Per document number, whoever asks: enough to correct the spelling of one's name, too few to guess another's. */
export const PER_NUMBER: Limit = { name: 'inquiry-number', max: 5, windowMs: DAY_MS };

/**
 * For all together, since whoever scans a range can do so from many addresses. Ten times what is expected in the
 * busiest hour (10^5 interceptions a day, of which one in ten leads to an inquiry, half of them within two hours).
 */
export const ALL_TOGETHER: Limit = { name: 'inquiry-all', max: 400, windowMs: MINUTE_MS };

/** A client that goes on after so many refusals is a program. */
const CLIENT_FLOOD = 10 * PER_CLIENT.max;

/** Which limit a flood ran into: that of one address, or that of all together. */
export type FloodBy = 'client' | 'everyone';

export interface AdmissionDependencies extends RateLimitDependencies {
  /** Called once for each window in which inquiries become a flood. */
  readonly onFlood: (by: FloodBy) => void;
}

export type Admission =
  | { readonly kind: 'admitted' }
  | { readonly kind: 'refused'; readonly retryAfterSeconds: number };

/**
 * Counts an inquiry before anything is looked up, so that a refusal says nothing about anyone. Whoever is over a limit
 * is not counted under the next: one address alone cannot close the inquiry for all, and whoever comes again during a
 * flood, as the refusal says, does not use up the few inquiries of the day about their own number.
 *
 * @param client the address that asks, as limits see it.
 * @throws DependencyUnavailable if it could not be counted: nobody is admitted uncounted.
 */
export async function admitInquiry(
  client: string,
  { namespace, canonical }: SubjectDocument,
  nowMs: number,
  deps: AdmissionDependencies,
): Promise<Admission> {
  const byClient = await pass(PER_CLIENT, client, nowMs, deps);
  if (byClient.kind === 'over') {
    if (byClient.count === CLIENT_FLOOD) deps.onFlood('client');
    return refusedUntil(byClient);
  }
  const byAll = await pass(ALL_TOGETHER, 'all', nowMs, deps);
  if (byAll.kind === 'over') {
    if (byAll.count === ALL_TOGETHER.max + 1) deps.onFlood('everyone');
    return refusedUntil(byAll);
  }
  const byNumber = await pass(PER_NUMBER, `${namespace}|${canonical}`, nowMs, deps);
  return byNumber.kind === 'within' ? { kind: 'admitted' } : refusedUntil(byNumber);
}

function refusedUntil({ retryAfterSeconds }: { readonly retryAfterSeconds: number }): Admission {
  return { kind: 'refused', retryAfterSeconds };
}
