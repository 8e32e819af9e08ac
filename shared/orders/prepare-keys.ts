import { inParallel } from '../concurrency/in-parallel.ts';
import type { Clock } from '../contracts/clock.ts';
import { appendKeys } from '../filter/append.ts';
import type { ChangeLog } from '../filter/ports.ts';
import { parseSubjectKey } from '../identity/subject-key.ts';
import { recordAfter, runsAgain } from './next-record.ts';
import { hasEnded, type OrderRecord, type OrderVersion } from './order.ts';
import type { PointerStore } from './ports.ts';
import { precedenceOf } from './precedence.ts';

export interface KeyDependencies {
  readonly pointers: PointerStore;
  readonly log: ChangeLog;
  readonly clock: Clock;
}

export type PreparedKeys =
  /** `appendedAtMs` is undefined if the change brings no new keys. */
  | { readonly kind: 'ready'; readonly appendedAtMs: number | undefined }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Pointers are small, and a store may put those of many orders in one request. */
const AT_ONCE = 100;

/**
 * Steps 1 and 2 of applying: puts the pointers of all changes, then appends their new keys to the log in one go.
 *
 * New is what the stored record does not name. It is never "its pointer did not exist": after a crash between the two
 * steps the pointer exists and the log knows nothing. Where the stored order's period was over and the change makes it
 * run again, all its keys are new, since their pointers may have been given an end. A change that ends its order needs
 * neither, nor does one that will not govern and prolongs nothing.
 * A change whose pointers could not be put has no part in the append; if the append fails, those that needed it fail.
 *
 * @returns one outcome for each change, in the same sequence. Never throws.
 */
export async function prepareKeys(
  changes: readonly { readonly change: OrderVersion; readonly stored: OrderRecord | undefined }[],
  { pointers, log, clock }: KeyDependencies,
): Promise<readonly PreparedKeys[]> {
  const pointed = await inParallel(changes, AT_ONCE, async ({ change, stored }) => {
    const keys = newKeys(change, stored, clock.wallMs());
    if (keys.length === 0) return { keys };
    try {
      await pointers.put(change.orderId, keys.map(parseSubjectKey));
      return { keys };
    } catch (error) {
      return { keys: [], error };
    }
  });

  const keys = [...new Set(pointed.flatMap((one) => one.keys))];
  const append = await appendAll(keys, log, clock);
  return pointed.map((one): PreparedKeys => {
    if ('error' in one) return { kind: 'failed', error: one.error };
    if (one.keys.length === 0) return { kind: 'ready', appendedAtMs: undefined };
    return append;
  });
}

/** The keys that the log must know before the change may be written over the stored record. */
export function newKeys(
  change: OrderVersion,
  stored: OrderRecord | undefined,
  nowMs: number,
): readonly string[] {
  const times = { appliedAtMs: nowMs, keysKnownAtMs: undefined };
  const next = recordAfter(precedenceOf(change, stored), change, stored, times);
  if (next === undefined || hasEnded(next.terms.status)) return [];
  if (runsAgain(stored, next, nowMs)) return next.keys;
  return next.keys.filter((key) => !stored?.keys.includes(key));
}

/** The clock is read when the append was acknowledged: what is read earlier could be before the entry stood. */
async function appendAll(keys: readonly string[], log: ChangeLog, clock: Clock): Promise<PreparedKeys> {
  if (keys.length === 0) return { kind: 'ready', appendedAtMs: undefined };
  try {
    await appendKeys(log, keys.map(parseSubjectKey));
    return { kind: 'ready', appendedAtMs: clock.wallMs() };
  } catch (error) {
    return { kind: 'failed', error };
  }
}
