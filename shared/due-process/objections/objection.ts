import type { Brand } from '../../contracts/brand.ts';
import type { ChangeId, OrderId } from '../../contracts/ids.ts';
import type { ProcedureName } from '../../policy/procedures.ts';

export type ObjectionId = Brand<`obj_${string}`, 'ObjectionId'>;

/**
 * Why somebody objects: what the order says is not so; the law does not carry it; the debt was performed and the order
 * should have gone; somebody else used the objector's documents.
 * Source: List provisions (Fa Shi [2017] 7) art. 11, Good-faith opinion (Fa Fa [2019] 35) art. 18.
 */
export const OBJECTION_GROUNDS = ['facts', 'law', 'performed', 'identity-misuse'] as const;
export type ObjectionGround = (typeof OBJECTION_GROUNDS)[number];

export const OBJECTORS = ['subject', 'representative'] as const;
export type Objector = (typeof OBJECTORS)[number];

export const OBJECTION_STATES = [
  'filed',
  'rejected',
  'in-reconsideration',
  'dismissed',
  'upheld',
  'corrected',
] as const;
export type ObjectionState = (typeof OBJECTION_STATES)[number];

export const DECISION_OUTCOMES = ['upheld', 'rejected'] as const;
export type DecisionOutcome = (typeof DECISION_OUTCOMES)[number];

/** What a court decided, of the objection or of the reconsideration. */
export interface Decision {
  readonly outcome: DecisionOutcome;
  readonly decidedAtMs: number;
  /** When it was served; the time to go to the court above runs from then. */
  readonly servedAtMs?: number;
  /** The order's governing version when the decision was recorded: only a later one can be its correction. */
  readonly orderVersion: number;
  readonly recordedAtMs: number;
}

/** How an upheld objection was done justice to. */
export interface Correction {
  readonly by: 'order-ended' | 'new-version';
  /** The order's version that did. */
  readonly orderVersion: number;
  /** When the register knew. */
  readonly atMs: number;
}

/** An objection to an order, with all that was decided on it. It holds no reasons in words and names nobody. */
export interface Objection {
  readonly objectionId: ObjectionId;
  readonly orderId: OrderId;
  readonly courtCode: string;
  readonly ground: ObjectionGround;
  readonly filedBy: Objector;
  readonly filedAtMs: number;
  readonly recordedAtMs: number;
  /** Whose clocks it runs by; fixed when it is filed. */
  readonly procedure: ProcedureName;
  readonly state: ObjectionState;
  readonly review?: Decision;
  readonly reconsideration?: { readonly filedAtMs: number; readonly decision?: Decision };
  /**
   * The change that will have cleared the objector's documents once it is applied. Its version alone would not tell: a
   * list change may claim the same one and come out on top.
   */
  readonly awaitsChange?: ChangeId;
  readonly correction?: Correction;
  /** Rises with every write; a writer names the one that it read. */
  readonly revision: number;
}
