import * as z from 'zod';
import type { AuditTrail } from '../../audit/ports.ts';
import type { Clock } from '../../contracts/clock.ts';
import type { OrderId } from '../../contracts/ids.ts';
import { choice } from '../../contracts/list-change.ts';
import type { OrderStore } from '../../orders/ports.ts';
import type { Deadline } from '../deadline.ts';
import { deadlineIdFor } from '../deadline-id.ts';
import { type OrderAct, type OrderState, possibleActs } from '../life.ts';
import type { DeadlineStore } from '../ports.ts';
import { possibleActsOn, stateOf } from '../state-of.ts';
import { staffField } from './act.ts';
import { accountForRefusal, accountOf } from './refused-ground.ts';
import { REMOVAL_GROUNDS } from './state-removal-ground.ts';

const EVENT = 'withdraw-removal-ground' satisfies OrderAct;

export const withdrawRemovalGroundBody = z.strictObject({
  ground: choice(REMOVAL_GROUNDS),
  staff: staffField,
});

export interface WithdrawRemovalGroundDependencies {
  readonly clock: Clock;
  readonly orders: Pick<OrderStore, 'get'>;
  readonly deadlines: Pick<DeadlineStore, 'stop' | 'listByOrder'>;
  readonly audit: AuditTrail;
}

export interface WithdrawRemovalGroundRequest {
  readonly orderId: OrderId;
  readonly body: z.output<typeof withdrawRemovalGroundBody>;
  readonly actor: string;
  readonly requestId: string;
}

export type WithdrawRemovalGroundAnswer =
  /** `running`: the clocks of other grounds, which go on. */
  | { readonly kind: 'withdrawn'; readonly running: readonly Deadline[] }
  | { readonly kind: 'unknown-order' }
  /** The order stands where no ground counts. */
  | { readonly kind: 'impossible'; readonly state: OrderState; readonly possible: readonly OrderAct[] }
  /** No clock of this ground runs; `running` are those that do. */
  | {
      readonly kind: 'not-running';
      readonly state: OrderState;
      readonly possible: readonly OrderAct[];
      readonly running: readonly Deadline[];
    };

/**
 * Takes a ground for letting go back that was stated by mistake: its clock stops, those of other grounds go on. The order
 * stays as it is. Stated again later, the ground counts from when it is then said to have arisen.
 *
 * Accounted for before the clock stops, and so is a refusal before it is told. Sent again it finds no clock, which is told
 * and changes nothing.
 *
 * @throws DependencyUnavailable when a store or the audit trail cannot be reached; sending it again completes it.
 */
export async function withdrawRemovalGround(
  request: WithdrawRemovalGroundRequest,
  { clock, orders, deadlines, audit }: WithdrawRemovalGroundDependencies,
): Promise<WithdrawRemovalGroundAnswer> {
  const { orderId, body } = request;
  const record = await orders.get(orderId);
  if (!record) return { kind: 'unknown-order' };
  const nowMs = clock.wallMs();
  const state = stateOf(record, nowMs);
  const possible = possibleActsOn(record, nowMs);
  const refuse = (reason: string) =>
    accountForRefusal(request, { event: EVENT, reason, state }, record, nowMs, audit);
  if (!possibleActs(state).includes(EVENT)) {
    await refuse('impossible');
    return { kind: 'impossible', state, possible };
  }

  const deadlineId = deadlineIdFor(orderId, 'removal', body.ground);
  const clocks = (await deadlines.listByOrder(orderId)).filter(({ kind }) => kind === 'removal');
  const running = clocks.filter((one) => one.deadlineId !== deadlineId);
  if (running.length === clocks.length) {
    await refuse('not-running');
    const withOthers = running.length > 0 ? possible : possible.filter((act) => act !== EVENT);
    return { kind: 'not-running', state, possible: withOthers, running };
  }
  await audit.record({
    ...accountOf(request, EVENT, nowMs),
    act: 'order.removal-ground-withdraw',
    orders: [{ orderId, version: record.version }],
    facts: { ground: body.ground },
  });
  await deadlines.stop(orderId, deadlineId);
  return { kind: 'withdrawn', running };
}
