import type { ChangeId, DecisionId, OperatorId, OrderId } from '../contracts/ids.ts';
import type { CountedDenial } from './effects.ts';
import type { Interception, Outcome } from './interception.ts';

export type NewInterception = Omit<Interception, 'attempts' | 'lastAtMs' | 'outcome' | 'noticedFor'>;

/** Identifies one interception. */
export interface InterceptionKey {
  readonly orderId: OrderId;
  readonly operatorId: OperatorId;
  readonly decisionId: DecisionId;
}

export interface InterceptionStore {
  /**
   * Counts one more attempt on an interception that began at or after `notBeforeMs`, and takes away the mark of a notice.
   * @returns the interception with the attempt counted, or `undefined` if there is none or it is too old.
   */
  countAgain(
    key: InterceptionKey,
    attempt: Pick<Interception, 'checkpoint' | 'lastCheckId' | 'matchedKeys'> & {
      readonly atMs: number;
      readonly notBeforeMs: number;
    },
    signal?: AbortSignal,
  ): Promise<Interception | undefined>;
  /** Creates the interception with one attempt, or counts one more on it (and unmarks it) if it is there. */
  record(interception: NewInterception, signal?: AbortSignal): Promise<Interception>;
  /** Takes one attempt back (the order ended while it was being recorded); the last one removes the interception. */
  withdraw(key: InterceptionKey, signal?: AbortSignal): Promise<void>;
  /** All interceptions of an order, read with strong consistency. */
  listByOrder(orderId: OrderId): Promise<readonly Interception[]>;
  /**
   * Marks a denial for the notice of a change, if nobody was denied on it since it was read and no other change has
   * marked it: no denial stands in the notices of two changes, and none in one that was made before it.
   * @returns whether it is marked for this change now; marking again is harmless.
   */
  markNoticed(seen: Interception, changeId: ChangeId): Promise<boolean>;
  /** Notes what the operator did; nothing happens if the interception is gone. */
  setOutcome(key: InterceptionKey, outcome: Outcome): Promise<void>;
}

/** Denials by the court of their order, for counting. What is read may be some moments old. */
export interface CourtMonthStore {
  /** @param month `yyyy-mm`, Asia/Shanghai, of the first attempt */
  listByCourtMonth(courtCode: string, month: string): Promise<readonly CountedDenial[]>;
}
