import type { ChangeId } from '../contracts/ids.ts';
import { type HistoryEntry, hasEnded, type OrderRecord, type OrderVersion } from './order.ts';

/**
 * Added to every time of effect: clocks of different machines differ, and a write is seen only when it has arrived.
 */
export const EFFECT_MARGIN_MS = 1_000;

/**
 * An item of 400 KB holds so many entries beside the largest document. Of the few orders that are changed more often
 * the first entry and the newest stay; the times of the others stay on the receipts of their changes.
 */
export const MAX_HISTORY = 500;

export interface EffectTimes {
  readonly appliedAtMs: number;
  /** When every follower can know the version's keys; undefined if none had to be appended. */
  readonly keysKnownAtMs: number | undefined;
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
    : Math.max(
        Math.max(keysKnownAtMs ?? appliedAtMs, appliedAtMs) + EFFECT_MARGIN_MS,
        stored?.effectiveAtMs ?? 0,
      );
  const entry: HistoryEntry = {
    version: change.version,
    changeId: change.changeId,
    status: change.terms.status,
    ...(change.terms.endReason === undefined ? {} : { endReason: change.terms.endReason }),
    acceptedAtMs: change.acceptedAtMs,
    appliedAtMs,
    effectiveAtMs,
  };
  return { ...change, appliedAtMs, effectiveAtMs, history: withinLimit([...(stored?.history ?? []), entry]) };
}

/** The record with a later time of effect for one of its versions. */
export function withLaterEffect(record: OrderRecord, changeId: ChangeId, effectiveAtMs: number): OrderRecord {
  return {
    ...record,
    effectiveAtMs: record.changeId === changeId ? effectiveAtMs : record.effectiveAtMs,
    history: record.history.map((entry) =>
      entry.changeId === changeId ? { ...entry, effectiveAtMs } : entry,
    ),
  };
}

function withinLimit(history: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const [first] = history;
  if (first === undefined || history.length <= MAX_HISTORY) return history;
  return [first, ...history.slice(1 - MAX_HISTORY)];
}
