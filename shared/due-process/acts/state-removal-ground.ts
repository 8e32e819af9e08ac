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
import { accountForRefusal, accountOf } from './refused-ground.ts';

const EVENT = 'removal-ground' satisfies OrderAct;

/** Why a court owes the removal. */
export const REMOVAL_GROUNDS = [
  'performed',
  'settled',
  'guarantee',
  'creditor-consent',
  'concluded',
  'entered-in-error',
  'role-ended',
] as const;

export const removalGroundBody = z.strictObject({
  ground: choice(REMOVAL_GROUNDS),
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
 * order stays as it is, since only the court lets go. Each ground has a clock of its own, and stated again it counts from
 * when it arose first, so that a clock which runs is never put off. Accounted for before it takes effect, and a refusal
 * before it is told.
 *
 * @throws DependencyUnavailable when a store cannot be reached; stating the ground again is harmless.
 */
export async function stateRemovalGround(
  request: RemovalGroundRequest,
  deps: RemovalGroundDependencies,
): Promise<RemovalGroundAnswer> {
  const { orderId, body } = request;
  const { deadlines, audit } = deps;
  const record = await deps.orders.get(orderId);
  if (!record) return { kind: 'unknown-order' };
  const nowMs = deps.clock.wallMs();
  const state = stateOf(record, nowMs);
  const refuse = (reason: string) =>
    accountForRefusal(request, { event: EVENT, reason, state }, record, nowMs, audit);
  if (!possibleActs(state).includes(EVENT)) {
    await refuse('impossible');
    return { kind: 'impossible', state, possible: possibleActsOn(record, nowMs) };
  }
  if (body.arisenAt > nowMs + CLOCK_TOLERANCE_MS) {
    await refuse('invalid');
    const detail = 'must say when the ground arose, which cannot be in the future';
    return { kind: 'invalid', problems: [{ pointer: '/arisenAt', detail }] };
  }

  const deadlineId = deadlineIdFor(orderId, 'removal', body.ground);
  const running = (await deadlines.listByOrder(orderId)).find((one) => one.deadlineId === deadlineId);
  const { removal } = packInForce(nowMs).procedure;
  const { law } = removal;
  await audit.record({
    ...accountOf(request, EVENT, nowMs),
    act: 'order.removal-ground',
    orders: [{ orderId, version: record.version }],
    law,
    facts: { ground: body.ground },
  });
  if (running && running.startedAtMs <= body.arisenAt) return { kind: 'running', deadline: running };
  const end = endOfPeriod(removal, body.arisenAt, deps.workingDays);
  const deadline: Deadline = {
    deadlineId,
    kind: 'removal',
    orderId,
    courtCode: record.courtCode,
    about: body.ground,
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
