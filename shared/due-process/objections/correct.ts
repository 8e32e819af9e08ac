import { hasEnded, type OrderRecord } from '../../orders/order.ts';
import type { OrderStore } from '../../orders/ports.ts';
import { PROCEDURES } from '../../policy/procedures.ts';
import { type Actor, type Advanced, advance, type ObjectionDependencies, type Step } from './advance.ts';
import { withCorrection } from './decide.ts';
import type { Objection, ObjectionId } from './objection.ts';

export type CorrectionRefusal =
  | { readonly kind: 'impossible'; readonly objection: Objection }
  /** Nothing has happened to the order since the objection was upheld. */
  | { readonly kind: 'not-corrected' };

/**
 * Records that the order was corrected as an upheld objection asked. The register cannot judge what a correction is, but
 * it knows whether the order was touched: it must have ended, or have a later version than when the decision was
 * recorded.
 *
 * @returns `undefined` if there is no such objection
 * @throws DependencyUnavailable; recording it again is harmless.
 */
export async function recordCorrection(
  order: OrderRecord,
  objectionId: ObjectionId,
  actor: Actor,
  deps: ObjectionDependencies,
): Promise<({ readonly kind: 'done' } & Advanced) | CorrectionRefusal | undefined> {
  const nowMs = deps.clock.wallMs();
  return await advance<CorrectionRefusal>(
    { orderId: order.orderId, objectionId },
    (stored): Step<CorrectionRefusal> | undefined => {
      if (!stored) return undefined;
      if (stored.state === 'corrected') return { kind: 'already' };
      if (stored.state !== 'upheld') return { kind: 'impossible', objection: stored };
      const ended = hasEnded(order.terms.status);
      if (!ended && order.version <= upheldAtVersion(stored)) return { kind: 'not-corrected' };
      const correction = {
        by: ended ? 'order-ended' : 'new-version',
        orderVersion: order.version,
        atMs: nowMs,
      } as const;
      return {
        kind: 'next',
        next: { ...stored, state: 'corrected', correction, revision: stored.revision + 1 },
      };
    },
    (next) => account(next, actor),
    deps,
  );
}

/**
 * Records the corrections that a new state of an order brings about by itself: its end, or the version that exempts an
 * objector. Call it whenever a version was applied; calling it again changes nothing.
 *
 * @throws DependencyUnavailable; calling again is harmless.
 */
export async function settleCorrections(order: OrderRecord, deps: ObjectionDependencies): Promise<void> {
  for (const { objectionId, state } of await deps.objections.listByOrder(order.orderId)) {
    if (state === 'upheld') await settle(order, objectionId, deps);
  }
}

/**
 * Looks at the order once more after a decision was recorded. A version that was applied while it was being recorded
 * found no upheld objection, and nobody else would see that it did justice to this one.
 *
 * @throws DependencyUnavailable; deciding the same again is harmless.
 */
export async function settleAfterDecision(
  decided: Advanced,
  deps: ObjectionDependencies & { readonly orders: Pick<OrderStore, 'get'> },
): Promise<Advanced> {
  const { orderId, objectionId, state } = decided.objection;
  if (state !== 'upheld') return decided;
  const order = await deps.orders.get(orderId);
  return (order && (await settle(order, objectionId, deps))) ?? decided;
}

/** @returns `undefined` when the order does no justice to the objection, or it was corrected before. */
async function settle(
  order: OrderRecord,
  objectionId: ObjectionId,
  deps: ObjectionDependencies,
): Promise<Advanced | undefined> {
  const nowMs = deps.clock.wallMs();
  return await advance<never>(
    { orderId: order.orderId, objectionId },
    (stored) => {
      const next = stored && withCorrection(stored, order, nowMs);
      return next ? { kind: 'next', next: { ...next, revision: next.revision + 1 } } : undefined;
    },
    (next) => account(next, { actor: 'system' }),
    deps,
  );
}

function upheldAtVersion({ review, reconsideration }: Objection): number {
  return reconsideration?.decision?.orderVersion ?? review?.orderVersion ?? 0;
}

function account({ objectionId, procedure, correction }: Objection, actor: Actor) {
  return {
    ...actor,
    act: 'objection.decide' as const,
    law: (PROCEDURES[procedure].objectionCorrection ?? PROCEDURES[procedure].objectionReview).law,
    facts: { objection: objectionId, stage: 'correction', by: correction?.by ?? '', state: 'corrected' },
  };
}
