import type { DecisionId, OperatorId, OrderId } from '../contracts/ids.ts';
import type { Interception, Outcome } from './interception.ts';

export type NewInterception = Omit<Interception, 'attempts' | 'lastAtMs' | 'outcome'>;

/** Identifies one interception. */
export interface InterceptionKey {
  readonly orderId: OrderId;
  readonly operatorId: OperatorId;
  readonly decisionId: DecisionId;
}

export interface InterceptionStore {
  /**
   * Counts one more attempt on an interception that began at or after `notBeforeMs`.
   * @returns the interception with the attempt counted, or `undefined` if there is none or it is too old.
   */
  countAgain(
    key: InterceptionKey,
    attempt: Pick<Interception, 'checkpoint' | 'lastCheckId'> & {
      readonly atMs: number;
      readonly notBeforeMs: number;
    },
    signal?: AbortSignal,
  ): Promise<Interception | undefined>;
  /** Creates the interception with one attempt, or counts one more on it if it is there. */
  record(interception: NewInterception, signal?: AbortSignal): Promise<Interception>;
  /** Takes one attempt back (the order ended while it was being recorded); the last one removes the interception. */
  withdraw(key: InterceptionKey, signal?: AbortSignal): Promise<void>;
  /** All interceptions of an order, read with strong consistency. */
  listByOrder(orderId: OrderId): Promise<readonly Interception[]>;
  /** Notes what the operator did; nothing happens if the interception is gone. */
  setOutcome(key: InterceptionKey, outcome: Outcome): Promise<void>;
}
