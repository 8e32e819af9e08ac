import type { OrderId } from '../contracts/ids.ts';
import type { SubjectKey } from '../identity/subject-key.ts';

/**
 * Gives items of an ended order their end, in seconds since the epoch. Every method is safe to repeat and touches no item
 * that is not there: it never brings one back.
 *
 * @throws DependencyUnavailable; what was given its end by then keeps it, and repeating completes the rest.
 */
export interface EndedOrderStore {
  expireInterceptions(orderId: OrderId, expiresAtS: number): Promise<void>;
  expireAllowances(orderId: OrderId, expiresAtS: number): Promise<void>;
  expirePointers(orderId: OrderId, keys: readonly SubjectKey[], expiresAtS: number): Promise<void>;
  /** Only if the stored order has ended; an order in force never gets an end. */
  expireOrder(orderId: OrderId, expiresAtS: number): Promise<void>;
}
