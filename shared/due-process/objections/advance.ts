import type { AuditEvent } from '../../audit/event.ts';
import type { AuditTrail } from '../../audit/ports.ts';
import type { Clock } from '../../contracts/clock.ts';
import type { OrderId } from '../../contracts/ids.ts';
import { DependencyUnavailable } from '../../contracts/problem.ts';
import type { DeadlineStore } from '../ports.ts';
import type { WorkingDays } from '../working-days.ts';
import { clockOf, type ObjectionClock } from './clock-of.ts';
import type { Objection, ObjectionId } from './objection.ts';
import type { ObjectionStore } from './ports.ts';

export interface ObjectionDependencies {
  readonly clock: Clock;
  readonly objections: ObjectionStore;
  readonly deadlines: Pick<DeadlineStore, 'start' | 'stop' | 'listByOrder'>;
  readonly audit: AuditTrail;
  readonly workingDays: WorkingDays;
}

/** Who does something about an objection, for the account. */
export interface Actor {
  /** The API client. */
  readonly actor: string;
  readonly staff?: string;
  readonly requestId?: string;
}

export interface Advanced {
  readonly objection: Objection;
  /** The clock that runs now. */
  readonly clock: ObjectionClock | undefined;
}

/** Each conflict means that somebody else did something about this very objection in the same moment. */
const MAX_ATTEMPTS = 5;

/** What becomes of an objection, judged on what is stored. Pure. */
export type Step<Refusal> =
  | { readonly kind: 'next'; readonly next: Objection }
  /** It is so already: the same request came before. */
  | { readonly kind: 'already' }
  | Refusal;

/**
 * Takes an objection one step further: accounts for it, starts the clock of its new state, writes it over the revision
 * that was judged, and stops the clock of the old one. In this sequence a crash leaves a clock too many, never one too
 * few, and doing the same again repairs it; runs through the clocks also stop what no longer runs.
 *
 * @param judge pure; called again on what is stored after somebody else was first
 * @returns what `judge` refused with, or the objection as it is now; `undefined` if there is none
 * @throws DependencyUnavailable when a store or the audit trail cannot be reached; doing it again is harmless.
 */
export async function advance<Refusal extends { readonly kind: string }>(
  id: { readonly orderId: OrderId; readonly objectionId: ObjectionId },
  judge: (stored: Objection | undefined) => Step<Refusal> | undefined,
  accountFor: (next: Objection) => Omit<AuditEvent, 'atMs' | 'orders'>,
  deps: ObjectionDependencies,
): Promise<({ readonly kind: 'done'; readonly isNew: boolean } & Advanced) | Refusal | undefined> {
  const { objections, deadlines, audit, workingDays } = deps;
  for (let attempt = 1; ; attempt++) {
    const stored = await objections.get(id.orderId, id.objectionId);
    const step = judge(stored);
    if (step === undefined) return undefined;
    if (step.kind !== 'next' && step.kind !== 'already') return step as Refusal;
    const objection = step.kind === 'next' ? (step as { next: Objection }).next : (stored as Objection);
    if (step.kind === 'next') {
      await audit.record({
        atMs: deps.clock.wallMs(),
        orders: [{ orderId: id.orderId }],
        ...accountFor(objection),
      });
    }
    const clock = clockOf(objection, workingDays);
    if (clock) await deadlines.start(clock.deadline);
    if (step.kind === 'next' && (await objections.write(objection)) === 'conflict') {
      if (attempt < MAX_ATTEMPTS) continue;
      throw new DependencyUnavailable('dynamodb', 'others changed the objection first each time');
    }
    await keepOneClock(objection, clock, deps);
    return { kind: 'done', isNew: step.kind === 'next', objection, clock };
  }
}

/**
 * Stops every clock of the objection but the one that runs where it stands. A run through the clocks may have seen that
 * one before the objection stood there, and stopped it: then it is started again.
 */
async function keepOneClock(
  { orderId, objectionId }: Objection,
  clock: ObjectionClock | undefined,
  { deadlines }: Pick<ObjectionDependencies, 'deadlines'>,
): Promise<void> {
  const running = (await deadlines.listByOrder(orderId)).filter(({ about }) => about === objectionId);
  for (const { deadlineId } of running) {
    if (deadlineId !== clock?.deadline.deadlineId) await deadlines.stop(orderId, deadlineId);
  }
  if (clock && !running.some(({ deadlineId }) => deadlineId === clock.deadline.deadlineId)) {
    await deadlines.start(clock.deadline);
  }
}
