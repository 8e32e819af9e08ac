import * as z from 'zod';
import type { AuditTrail } from '../../audit/ports.ts';
import type { Clock } from '../../contracts/clock.ts';
import type { OrderId } from '../../contracts/ids.ts';
import { choice } from '../../contracts/list-change.ts';
import type { FieldProblem } from '../../contracts/problem.ts';
import { instantField } from '../../contracts/time.ts';
import { CLOCK_TOLERANCE_MS } from '../../orders/gates.ts';
import type { OrderStore } from '../../orders/ports.ts';
import { packInForce } from '../../policy/packs.ts';
import type { Deadline } from '../deadline.ts';
import { deadlineIdFor } from '../deadline-id.ts';
import { type OrderAct, type OrderState, possibleActs } from '../life.ts';
import { endOfPeriod } from '../period-end.ts';
import type { DeadlineStore } from '../ports.ts';
import { possibleActsOn, stateOf } from '../state-of.ts';
import type { WorkingDays } from '../working-days.ts';
import { staffField } from './act.ts';

export const removalGroundBody = z.strictObject({
  ground: choice([
    'performed',
    'settled',
    'guarantee',
    'creditor-consent',
    'concluded',
    'entered-in-error',
    'role-ended',
  ]),
  arisenAt: instantField,
  staff: staffField,
});

export interface RemovalGroundDependencies {
  readonly clock: Clock;
  readonly orders: Pick<OrderStore, 'get'>;
  readonly deadlines: Pick<DeadlineStore, 'start' | 'listByOrder'>;
  readonly audit: AuditTrail;
  readonly workingDays: WorkingDays;
}

export interface RemovalGroundRequest {
  readonly orderId: OrderId;
  readonly body: z.output<typeof removalGroundBody>;
  readonly actor: string;
  readonly requestId: string;
}

export type RemovalGroundAnswer =
  | {
      readonly kind: 'running';
      readonly deadline: Deadline;
      /** The working days of this year are not known: the clock ends as early as it can. */
      readonly unknownYear?: number;
    }
  | { readonly kind: 'unknown-order' }
  | { readonly kind: 'impossible'; readonly state: OrderState; readonly possible: readonly OrderAct[] }
  | { readonly kind: 'invalid'; readonly problems: readonly FieldProblem[] };

/**
 * Records that a ground for letting go has arisen: the time in which the court owes the removal begins to run. The
 * order stays as it is, since only the court lets go. Of several grounds the earliest counts, so that a clock which
 * runs is never put off.
 *
 * @throws DependencyUnavailable when a store cannot be reached; stating the ground again is harmless.
 */
export async function stateRemovalGround(
  { orderId, body, actor, requestId }: RemovalGroundRequest,
  { clock, orders, deadlines, audit, workingDays }: RemovalGroundDependencies,
): Promise<RemovalGroundAnswer> {
  const record = await orders.get(orderId);
  if (!record) return { kind: 'unknown-order' };
  const nowMs = clock.wallMs();
  const state = stateOf(record, nowMs);
  if (!possibleActs(state).includes('removal-ground')) {
    return { kind: 'impossible', state, possible: possibleActsOn(record, nowMs) };
  }
  if (body.arisenAt > nowMs + CLOCK_TOLERANCE_MS) {
    const detail = 'must say when the ground arose, which cannot be in the future';
    return { kind: 'invalid', problems: [{ pointer: '/arisenAt', detail }] };
  }

  const deadlineId = deadlineIdFor(orderId, 'removal');
  const running = (await deadlines.listByOrder(orderId)).find((one) => one.deadlineId === deadlineId);
  const { removal } = packInForce(nowMs).procedure;
  const { law } = removal;
  await audit.record({
    atMs: nowMs,
    actor,
    ...(body.staff === undefined ? {} : { staff: body.staff }),
    act: 'order.removal-ground',
    orders: [{ orderId, version: record.version }],
    law,
    requestId,
    facts: { ground: body.ground },
  });
  if (running && running.startedAtMs <= body.arisenAt) return { kind: 'running', deadline: running };
  const end = endOfPeriod(removal, body.arisenAt, workingDays);
  const deadline: Deadline = {
    deadlineId,
    kind: 'removal',
    orderId,
    courtCode: record.courtCode,
    startedAtMs: body.arisenAt,
    dueAtMs: end.endMs,
    law,
  };
  await deadlines.start(deadline);
  return {
    kind: 'running',
    deadline,
    ...(end.kind === 'calendar-unknown' ? { unknownYear: end.year } : {}),
  };
}
