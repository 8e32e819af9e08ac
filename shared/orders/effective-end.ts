import type { OrderId } from '../contracts/ids.ts';
import type { EndClaim, OrderRecord, OrderTerms, OrderVersion } from './order.ts';

/**
 * With the largest document, grants, history and keys, an item of 400 KB holds so many claims. Of the few orders that
 * are changed more often the lowest claims become one.
 */
export const MAX_ENDS = 300;

export interface EffectiveEnd {
  readonly toMs: number | null;
  readonly continues?: OrderId;
}

/** Where a version stands among all of an order. */
type Place = Pick<EndClaim, 'version' | 'changeId'>;

/** Whether the period is over: it excludes its end. */
export function isOver({ period }: Pick<OrderTerms, 'period'>, nowMs: number): boolean {
  return hasPassed(period.toMs, nowMs);
}

/** What a version says about its end. */
export function claimOf({ version, changeId, acceptedAtMs, terms }: OrderVersion): EndClaim {
  const { period, continues } = terms;
  return {
    version,
    changeId,
    acceptedAtMs,
    toMs: period.toMs,
    ...(continues === undefined ? {} : { continues }),
  };
}

/** A record without claims has had one version alone, or is from before they were kept: what it says is all there is. */
export function endsOf(record: OrderRecord): readonly EndClaim[] {
  return record.ends ?? [claimOf(record)];
}

/**
 * The claims with one more, in the sequence of versions whatever the sequence of deliveries. A change whose id was
 * rejected once and used again may come with two claims; the lesser of them stands, whichever comes first.
 *
 * @returns the same list if the claim says nothing new
 */
export function withClaim(ends: readonly EndClaim[], claim: EndClaim): readonly EndClaim[] {
  const twin = ends.find((one) => inSequence(one, claim) === 0);
  const kept = twin === undefined ? claim : lesserOf(twin, claim);
  const merged = withinLimit([...ends.filter((one) => one !== twin), kept].sort(inSequence));
  const isKnown = merged.length === ends.length && merged.every((one, at) => isSame(one, ends[at]));
  return isKnown ? ends : merged;
}

/**
 * Until when an order restricts under one of its versions, and which order it continues.
 *
 * The first version's end stands. A later one sets its own if it was accepted while the order still ran; one that was
 * accepted after the end can only shorten: what has ended is not prolonged, a new restriction is an order of its own.
 * Once a version continued another order, later ones do so whether they say it or not, and one that states no end keeps
 * the last that was stated: a restriction is continued for a definite time.
 * Source: Opinions (2016) IV(2)5.
 *
 * Only the claims and their versions decide, so that any sequence of deliveries leads to the same end. Versions above
 * the asked one count for nothing: they were refused, since the asked one ended the order.
 */
export function effectiveEnd(ends: readonly EndClaim[], upTo: Place): EffectiveEnd {
  const counting = ends.filter((one) => inSequence(one, upTo) <= 0);
  const end = (counting.length > 0 ? counting : ends.slice(0, 1)).reduce<Running | undefined>(
    follow,
    undefined,
  );
  const { toMs = null, continues } = end ?? {};
  return { toMs, ...(continues === undefined ? {} : { continues }) };
}

/** Whether the order runs, and would be over without what the given version says about its end. */
export function runsBecauseOf(version: Place, record: OrderRecord, nowMs: number): boolean {
  const others = endsOf(record).filter((one) => inSequence(one, version) !== 0);
  if (others.length === 0 || isOver(record.terms, nowMs)) return false;
  return hasPassed(effectiveEnd(others, record).toMs, nowMs);
}

/** The terms of a version as the claims of all versions let them be. */
export function termsInEffect(terms: OrderTerms, ends: readonly EndClaim[], governing: Place): OrderTerms {
  const { continues: _, ...rest } = terms;
  const { toMs, ...continued } = effectiveEnd(ends, governing);
  return { ...rest, ...continued, period: { ...terms.period, toMs } };
}

interface Running extends EffectiveEnd {
  /** The last end that was in effect and not open. */
  readonly statedMs: number | null;
}

function follow(end: Running | undefined, claim: EndClaim): Running {
  const continues = claim.continues ?? end?.continues;
  const asked = claim.toMs ?? (continues === undefined ? null : (end?.statedMs ?? null));
  const toMs = end && hasPassed(end.toMs, claim.acceptedAtMs) ? earlierOf(asked, end.toMs) : asked;
  return {
    toMs,
    ...(continues === undefined ? {} : { continues }),
    statedMs: toMs ?? end?.statedMs ?? null,
  };
}

function hasPassed(endMs: number | null, atMs: number): boolean {
  return endMs !== null && atMs >= endMs;
}

function earlierOf(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

function withinLimit(ends: readonly EndClaim[]): readonly EndClaim[] {
  const [first, second, ...others] = ends;
  if (first === undefined || second === undefined || ends.length <= MAX_ENDS) return ends;
  const { version, changeId } = second;
  return [{ version, changeId, acceptedAtMs: 0, ...effectiveEnd([first, second], second) }, ...others];
}

function inSequence(a: Place, b: Place): number {
  if (a.version !== b.version) return a.version - b.version;
  if (a.changeId === b.changeId) return 0;
  return a.changeId < b.changeId ? -1 : 1;
}

function lesserOf(a: EndClaim, b: EndClaim): EndClaim {
  if (a.acceptedAtMs !== b.acceptedAtMs) return a.acceptedAtMs < b.acceptedAtMs ? a : b;
  if (a.toMs !== b.toMs) return earlierOf(a.toMs, b.toMs) === a.toMs ? a : b;
  return (a.continues ?? '') >= (b.continues ?? '') ? a : b;
}

function isSame(a: EndClaim, b: EndClaim | undefined): boolean {
  return (
    inSequence(a, b as EndClaim) === 0 &&
    a.acceptedAtMs === b?.acceptedAtMs &&
    a.toMs === b.toMs &&
    a.continues === b.continues
  );
}
