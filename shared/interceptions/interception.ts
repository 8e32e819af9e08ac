import type {
  ChangeId,
  CheckId,
  DecisionId,
  OperatorId,
  OrderId,
  RedressReference,
} from '../contracts/ids.ts';
import type { RestrictedItem } from '../contracts/items.ts';
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
  /** Court of the order, and those items of the class of product that the order restricted. Absent on older denials. */
  readonly courtCode?: string;
  readonly items?: readonly RestrictedItem[];
  /** Where the newest attempt was made. */
  readonly checkpoint: Checkpoint;
  /** How often the same operator asked for the same order and product class within the day. */
  readonly attempts: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly redressReference: RedressReference;
  readonly lastCheckId: CheckId;
  readonly outcome?: Outcome;
  /**
   * Keys of the order that the subject's documents matched, over all attempts: who was stopped by a document that turns
   * out to be somebody else's has to be let go. Absent on denials that an earlier release of this service recorded.
   */
  readonly matchedKeys?: readonly string[];
  /** The change whose notice tells that this denial no longer holds. A later attempt that is denied takes it away. */
  readonly noticedFor?: ChangeId;
}
