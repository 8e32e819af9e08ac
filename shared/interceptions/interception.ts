import type { CheckId, DecisionId, OperatorId, OrderId, RedressReference } from '../contracts/ids.ts';
import type { Checkpoint, Sector } from '../contracts/sectors.ts';

export const OUTCOMES = ['sold', 'not-sold', 'alternative-sold', 'overridden'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/**
 * A recorded denial. It tells a class of product (the policy rule), never a train, a hotel, a route or a place:
 * the register keeps no journeys.
 */
export interface Interception {
  readonly orderId: OrderId;
  readonly operatorId: OperatorId;
  readonly decisionId: DecisionId;
  readonly sector: Sector;
  /** Id of the policy rule that the purchase fell under. */
  readonly productClass: string;
  /** Where the newest attempt was made. */
  readonly checkpoint: Checkpoint;
  /** How often the same operator asked for the same order and product class within the day. */
  readonly attempts: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly redressReference: RedressReference;
  readonly lastCheckId: CheckId;
  readonly outcome?: Outcome;
}
