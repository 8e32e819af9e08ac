import type { OrderRecord } from '../../orders/order.ts';
import { PROCEDURES, type ProcedureName } from '../../policy/procedures.ts';
import { type Actor, type Advanced, advance, type ObjectionDependencies } from './advance.ts';
import type { Objection } from './objection.ts';
import { objectionIdFor } from './objection-id.ts';

export type Filing = Pick<Objection, 'ground' | 'filedBy' | 'filedAtMs'>;

/**
 * Records an objection to an order; the time to review it begins to run. The order goes on as it is: an objection does
 * not suspend it, and a court that wants it to suspends the order by the act for that. An order that has ended can be
 * objected to as well: whether it was lawful decides about compensation (Fa Shi [2022] 3 art. 2(10)).
 *
 * @param procedure whose clocks the objection runs by, to its end
 * @returns the objection, `isNew` unless the same one was filed before
 * @throws DependencyUnavailable; filing again is harmless.
 */
export async function fileObjection(
  order: Pick<OrderRecord, 'orderId' | 'courtCode'>,
  filing: Filing,
  procedure: ProcedureName,
  actor: Actor,
  deps: ObjectionDependencies,
): Promise<Advanced & { readonly isNew: boolean }> {
  const { orderId, courtCode } = order;
  const objectionId = objectionIdFor({ orderId, ...filing });
  const filed: Objection = {
    objectionId,
    orderId,
    courtCode,
    ...filing,
    recordedAtMs: deps.clock.wallMs(),
    procedure,
    state: 'filed',
    revision: 1,
  };
  const outcome = await advance<never>(
    { orderId, objectionId },
    (stored) => (stored ? { kind: 'already' } : { kind: 'next', next: filed }),
    () => ({
      ...actor,
      act: 'objection.file',
      law: PROCEDURES[procedure].objectionReview.law,
      facts: { objection: objectionId, ground: filing.ground, filedBy: filing.filedBy },
    }),
    deps,
  );
  if (!outcome) throw new TypeError('filing always has an outcome');
  return outcome;
}
