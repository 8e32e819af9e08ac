import type { OrderId } from '../../contracts/ids.ts';
import type { Objection, ObjectionId } from './objection.ts';

/** Objections, read with strong consistency. */
export interface ObjectionStore {
  get(orderId: OrderId, objectionId: ObjectionId): Promise<Objection | undefined>;
  /** In the sequence in which they were filed. */
  listByOrder(orderId: OrderId): Promise<readonly Objection[]>;
  /** Writes it if the stored one has the revision before (none for revision 1), else leaves all as it is. */
  write(objection: Objection): Promise<'written' | 'conflict'>;
}
