import type { ChangeId } from '../contracts/ids.ts';
import { coverageOf, covers, versionsIn } from '../identity/key-coverage.ts';
import { type AliasGroup, joinAliases, withAliases } from './aliases.ts';
import { claimOf, endsOf, isOver, termsInEffect, withClaim } from './effective-end.ts';
import { isNamed, nameDigestsOf } from './named.ts';
import { type HistoryEntry, hasEnded, type OrderRecord, type OrderVersion } from './order.ts';
import type { Precedence } from './precedence.ts';

/**
 * Added to every time of effect: clocks of different machines differ, and a write is seen only when it has arrived.
 */
export const EFFECT_MARGIN_MS = 1_000;

/**
 * An item of 400 KB holds so many entries beside the largest document. Of the few orders that are changed more often
 * the first entry and the newest stay; the times of the others stay on the receipts of their changes.
 */
export const MAX_HISTORY = 500;

/** Keys that were cleared, and keys that are former ones: an order of more would not fit into its item any more. */
const MAX_CLEARED_KEYS = 1_000;
export const MAX_FORMER_KEYS = 500;

export interface EffectTimes {
  readonly appliedAtMs: number;
  /** When every follower can know the version's keys; undefined if none had to be appended. */
  readonly keysKnownAtMs: number | undefined;
}

/**
 * What a change makes of an order, whatever it is to it; `undefined` if it leaves the order as it is.
 *
 * @param precedence as `precedenceOf` tells of the same two
 */
export function recordAfter(
  precedence: Precedence,
  change: OrderVersion,
  stored: OrderRecord | undefined,
  times: EffectTimes,
): OrderRecord | undefined {
  if (precedence.kind === 'in-history' || precedence.kind === 'foreign') return undefined;
  if (precedence.kind === 'governs' || stored === undefined) return nextRecord(change, stored, times);
  return afterLesserChange(change, stored, times);
}

/**
 * The record with the change as its governing version.
 *
 * It is effective (I1) once every follower knows its keys and its record was written, neither earlier than what the
 * version before was promised for. An end is effective at once (I2).
 */
export function nextRecord(
  change: OrderVersion,
  stored: OrderRecord | undefined,
  { appliedAtMs, keysKnownAtMs }: EffectTimes,
): OrderRecord {
  const effectiveAtMs = hasEnded(change.terms.status)
    ? appliedAtMs
    : knownFrom({ appliedAtMs, keysKnownAtMs }, stored?.effectiveAtMs ?? 0);
  const entry: HistoryEntry = {
    version: change.version,
    changeId: change.changeId,
    status: change.terms.status,
    ...(change.terms.endReason === undefined ? {} : { endReason: change.terms.endReason }),
    acceptedAtMs: change.acceptedAtMs,
    appliedAtMs,
    effectiveAtMs,
  };
  const { keys, secretVersion, names, aliases } = keysAfter(change, stored);
  const ends = withClaim(stored ? endsOf(stored) : [], claimOf(change));
  const { senderCourts: _sender, ...version } = change;
  return {
    ...version,
    terms: { ...termsInEffect(change.terms, ends, change), ...names },
    keys,
    secretVersion,
    ...(aliases.length === 0 ? {} : { aliases }),
    ...clearedAndFormer(change, stored, keys),
    // A claim alone is what the record says itself.
    ...(ends.length > 1 ? { ends } : {}),
    appliedAtMs,
    effectiveAtMs,
    history: withinLimit([...(stored?.history ?? []), entry]),
    revision: revisionAfter(stored),
  };
}

/**
 * The record after a change that does not govern it: what the change clears is cleared, what it says about the end
 * counts. So it does not matter which of two versions comes first.
 *
 * An order that had ended and runs again, because a version that prolonged it in time comes late, is effective anew.
 *
 * @returns `undefined` if the change brings nothing that the record does not have
 */
export function afterLesserChange(
  change: OrderVersion,
  stored: OrderRecord,
  times: EffectTimes,
): OrderRecord | undefined {
  const before = endsOf(stored);
  const ends = withClaim(before, claimOf(change));
  const cleared = clearedAfter(change, stored);
  const known = stored.clearedKeys ?? [];
  if (ends === before && cleared.every((key, at) => key === known[at])) return undefined;
  const keys = stored.keys.filter((key) => !cleared.includes(key));
  const aliases = joinAliases(stored.aliases, change.aliases);
  const record: OrderRecord = {
    ...stored,
    terms: termsInEffect(stored.terms, ends, stored),
    keys,
    ...(aliases.length === 0 ? {} : { aliases }),
    ...clearedAndFormer(change, stored, keys),
    ends,
    revision: revisionAfter(stored),
  };
  if (!runsAgain(stored, record, times.appliedAtMs)) return record;
  const effectiveAtMs = knownFrom(times, stored.effectiveAtMs);
  return { ...withLaterEffect(record, record.changeId, effectiveAtMs), revision: revisionAfter(stored) };
}

interface KeysAfter extends Pick<OrderVersion, 'keys' | 'secretVersion'> {
  readonly names: Pick<OrderVersion['terms'], 'nameDigests'>;
  readonly aliases: readonly AliasGroup[];
}

/**
 * Keys that match somebody once the change governs, and which versions of the secret they cover.
 *
 * A change may have been made by somebody who knew fewer versions than the record has. Then the keys which the order has
 * of the same documents stay, and so do the digests of the same name.
 */
function keysAfter(change: OrderVersion, stored: OrderRecord | undefined): KeysAfter {
  const aliases = joinAliases(stored?.aliases, change.aliases);
  const cleared = clearedAfter(change, stored);
  const own = change.keys.filter((key) => !cleared.includes(key));
  const { secretVersion } = change;
  if (stored === undefined || covers(secretVersion, stored.secretVersion)) {
    return { keys: own, secretVersion, names: {}, aliases };
  }
  const known = new Set([...stored.keys, ...(stored.formerKeys ?? [])]);
  const carried = withAliases(own, aliases).filter((key) => known.has(key) && !cleared.includes(key));
  const isSameName = isNamed(stored.terms, change.terms.nameDigest);
  const isKnown = own.every((key) => stored.keys.includes(key));
  return {
    keys: [...new Set([...own, ...carried])].sort(),
    secretVersion:
      isSameName && isKnown
        ? coverageOf([...versionsIn(secretVersion), ...versionsIn(stored.secretVersion)])
        : secretVersion,
    names: isSameName ? { nameDigests: nameDigestsOf(stored.terms) } : {},
    aliases,
  };
}

/** The record with a later time of effect for one of its versions. */
export function withLaterEffect(record: OrderRecord, changeId: ChangeId, effectiveAtMs: number): OrderRecord {
  return {
    ...record,
    revision: revisionAfter(record),
    effectiveAtMs: record.changeId === changeId ? effectiveAtMs : record.effectiveAtMs,
    history: record.history.map((entry) =>
      entry.changeId === changeId ? { ...entry, effectiveAtMs } : entry,
    ),
  };
}

/** Whether the order was over, and is not any more. */
export function runsAgain(before: OrderRecord | undefined, { terms }: OrderRecord, nowMs: number): boolean {
  return before !== undefined && isOver(before.terms, nowMs) && !isOver(terms, nowMs);
}

function knownFrom({ appliedAtMs, keysKnownAtMs }: EffectTimes, notBeforeMs: number): number {
  return Math.max(Math.max(keysKnownAtMs ?? appliedAtMs, appliedAtMs) + EFFECT_MARGIN_MS, notBeforeMs);
}

function clearedAfter(change: OrderVersion, stored: OrderRecord | undefined): string[] {
  const { clearedKeys = [] } = change;
  const aliases = joinAliases(stored?.aliases, change.aliases);
  const cleared = withAliases([...(stored?.clearedKeys ?? []), ...clearedKeys], aliases);
  return [...new Set(cleared)].sort().slice(0, MAX_CLEARED_KEYS);
}

function clearedAndFormer(change: OrderVersion, stored: OrderRecord | undefined, keys: readonly string[]) {
  const clearedKeys = clearedAfter(change, stored);
  const named = new Set([...(stored?.formerKeys ?? []), ...(stored?.keys ?? [])]);
  const formerKeys = [...named].filter((key) => !keys.includes(key)).slice(-MAX_FORMER_KEYS);
  return {
    ...(clearedKeys.length === 0 ? {} : { clearedKeys }),
    ...(stored?.formerKeys === undefined && formerKeys.length === 0 ? {} : { formerKeys }),
  };
}

function revisionAfter(stored: OrderRecord | undefined): number {
  return (stored?.revision ?? 0) + 1;
}

function withinLimit(history: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const [first] = history;
  if (first === undefined || history.length <= MAX_HISTORY) return history;
  return [first, ...history.slice(1 - MAX_HISTORY)];
}
