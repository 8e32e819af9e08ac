import type { CheckId } from '../contracts/ids.ts';
import type { RestrictedItem } from '../contracts/items.ts';
import type { Checkpoint, Sector } from '../contracts/sectors.ts';
import type { DecisionIds, DenialSubject } from './decision-ids.ts';
import type { Interception } from './interception.ts';
import type { InterceptionStore } from './ports.ts';

/** The same operator asking again for the same order and product class within this time is the same decision. */
export const SAME_DECISION_MS = 24 * 3_600_000;

export interface Denial extends DenialSubject {
  readonly sector: Sector;
  readonly courtCode: string;
  /** Items of the class of product that the order restricts. */
  readonly items: readonly RestrictedItem[];
  readonly checkpoint: Checkpoint;
  readonly checkId: CheckId;
  /** Keys of the order that the documents matched. */
  readonly matchedKeys: readonly string[];
  readonly atMs: number;
}

/**
 * Records a denial, or counts it on the one that was recorded within the last 24 hours.
 *
 * Ids carry the calendar day they began on, so a repeat belongs to today's or to yesterday's id. Today's exists only
 * if yesterday's was too old or absent when it was made, hence at most one of the two counts.
 *
 * @throws DependencyUnavailable if it cannot be recorded; the caller must not deny then.
 */
export async function recordDenial(
  store: InterceptionStore,
  ids: DecisionIds,
  denial: Denial,
  signal?: AbortSignal,
): Promise<Interception> {
  const { orderId, operatorId, checkpoint, checkId, matchedKeys, atMs } = denial;
  const { today, yesterday } = ids.candidates(denial, atMs);
  const attempt = {
    checkpoint,
    lastCheckId: checkId,
    matchedKeys,
    atMs,
    notBeforeMs: atMs - SAME_DECISION_MS,
  };
  const repeats = await Promise.all(
    [today, yesterday].map((decisionId) =>
      store.countAgain({ orderId, operatorId, decisionId }, attempt, signal),
    ),
  );
  const repeat = repeats.find((interception) => interception !== undefined);
  if (repeat) return repeat;
  return await store.record(
    {
      orderId,
      operatorId,
      decisionId: today,
      sector: denial.sector,
      productClass: denial.productClass,
      courtCode: denial.courtCode,
      items: denial.items,
      checkpoint,
      firstAtMs: atMs,
      redressReference: ids.redressReference(today),
      lastCheckId: checkId,
      matchedKeys,
    },
    signal,
  );
}
