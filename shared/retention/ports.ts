import type { OrderId } from '../contracts/ids.ts';
import type { SubjectKey } from '../identity/subject-key.ts';

/**
 * Gives items of an order their end, in seconds since the epoch, and takes it off again. Every method is safe to repeat;
 * those that set or take off an end touch no item that is not there and bring none back.
 *
 * @throws DependencyUnavailable; what was done by then stays so, and repeating completes the rest.
 */
export interface EndedOrderStore {
  expireInterceptions(orderId: OrderId, expiresAtS: number): Promise<void>;
  expireAllowances(orderId: OrderId, expiresAtS: number): Promise<void>;
  /** A pointer that has an earlier end keeps it. */
  expirePointers(orderId: OrderId, keys: readonly SubjectKey[], expiresAtS: number): Promise<void>;
  /**
   * Only if the stored order was ended by an act, or, where `periodEndedByMs` is given, its period ended by then; an
   * order in force never gets an end.
   */
  expireOrder(orderId: OrderId, expiresAtS: number, periodEndedByMs?: number): Promise<void>;
  keepInterceptions(orderId: OrderId): Promise<void>;
  keepAllowances(orderId: OrderId): Promise<void>;
  /** Puts the pointers again, without an end, whether they are still there or not: the order names these documents. */
  keepPointers(orderId: OrderId, keys: readonly SubjectKey[]): Promise<void>;
}
