import type { AuditTrail } from '../audit/ports.ts';
import { inParallel } from '../concurrency/in-parallel.ts';
import type { Clock } from '../contracts/clock.ts';
import type { SubjectKey } from '../identity/subject-key.ts';
import type { InterceptionStore } from '../interceptions/ports.ts';
import { type IntakeDependencies, takeIn } from '../orders/intake.ts';
import { hasEnded, type OrderRecord } from '../orders/order.ts';
import type { OrderStore, PointerStore } from '../orders/ports.ts';
import type { EndedOrderStore } from '../retention/ports.ts';
import { keyOf } from './key-of.ts';
import { livingOf, nextStep } from './next-step.ts';
import { impositionOf, type NamedSubject, nextOrderId, releaseOf } from './orders.ts';
import { SANDBOX_SUBJECTS, type SandboxSubject } from './subjects.ts';

export interface KeeperDependencies {
  readonly clock: Clock;
  readonly pointers: Pick<PointerStore, 'findOrderIds'>;
  readonly orders: Pick<OrderStore, 'getMany'>;
  readonly interceptions: Pick<InterceptionStore, 'listByOrder'>;
  readonly retention: Pick<EndedOrderStore, 'expirePointers'>;
  readonly audit: AuditTrail;
  readonly intake: IntakeDependencies;
}

/** What one run did. */
export interface Kept {
  readonly imposed: number;
  readonly released: number;
  /** Subjects that get no further order until earlier ones are forgotten. */
  readonly exhausted: readonly string[];
}

/** The sandbox could not be kept as it should be. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
}

/**
 * A check reads every order that names the subject, and has less than a second. A round takes eleven minutes at least,
 * so that is two days of rounds without a pause.
 */
export const MAX_KNOWN_ORDERS = 250;

/** How long an ended order of the sandbox is found by its subject: beyond the day that ids are made of. */
const FOUND_AFTER_END_S = 2 * 86_400;

const SUBJECTS: readonly SandboxSubject[] = SANDBOX_SUBJECTS;
const NAMED = SUBJECTS.filter((subject): subject is NamedSubject => subject.order !== undefined);

const SUBJECTS_AT_ONCE = 4;
const WRITES_AT_ONCE = 8;

type Change = ReturnType<typeof impositionOf> | ReturnType<typeof releaseOf>;

interface Work {
  readonly impositions: readonly Change[];
  readonly releases: readonly Change[];
  readonly exhausted: readonly string[];
}

/**
 * Sees to it that the orders of the sandbox are as they should be, by changes that go the way of every other one: gates,
 * receipt, queue, consumer, notices. A run that finds all in order only reads.
 *
 * Change ids follow from how things stand, so a run may be repeated at any time, and two at once do the same thing.
 *
 * @throws SandboxError if intake refused a change; DependencyUnavailable. The next run does what is left.
 */
export async function keepSandbox(deps: KeeperDependencies): Promise<Kept> {
  const nowMs = deps.clock.wallMs();
  const work = await inParallel(NAMED, SUBJECTS_AT_ONCE, (subject) => workOn(subject, nowMs, deps));
  const impositions = work.flatMap((one) => one.impositions);
  const releases = work.flatMap((one) => one.releases);
  if (impositions.length + releases.length > 0) await send(impositions, releases, nowMs, deps);
  return {
    imposed: impositions.length,
    released: releases.length,
    exhausted: work.flatMap((one) => one.exhausted),
  };
}

const NO_WORK: Work = { impositions: [], releases: [], exhausted: [] };

async function workOn(subject: NamedSubject, nowMs: number, deps: KeeperDependencies): Promise<Work> {
  const key = keyOf(subject, deps.intake.keyer);
  const orders = await deps.orders.getMany(await deps.pointers.findOrderIds([key]));
  const { course } = subject.order;
  const firstDenialMs =
    course === 'ends-after-denial' ? await firstDenial(livingOf(orders, nowMs), deps) : undefined;
  const step = nextStep(course, orders, firstDenialMs, nowMs);
  switch (step.kind) {
    case 'nothing':
      return NO_WORK;
    case 'release':
      return {
        ...NO_WORK,
        releases: step.orders.map(({ orderId, version }) => releaseOf(subject, orderId, version + 1)),
      };
    case 'impose':
      await letGoOf(orders, key, nowMs, deps);
      if (orders.length >= MAX_KNOWN_ORDERS) return { ...NO_WORK, exhausted: [subject.label] };
      return {
        ...NO_WORK,
        impositions: [impositionOf(subject, nextOrderId(subject, step.lastEndMs, nowMs))],
      };
  }
}

async function firstDenial(
  orders: readonly OrderRecord[],
  { interceptions }: Pick<KeeperDependencies, 'interceptions'>,
): Promise<number | undefined> {
  const denials = await Promise.all(orders.map(({ orderId }) => interceptions.listByOrder(orderId)));
  const times = denials.flat().map(({ firstAtMs }) => firstAtMs);
  return times.length === 0 ? undefined : Math.min(...times);
}

/**
 * Ended orders of these subjects are many, and a check reads all that its pointers lead to. They deny nobody and never
 * will, so their pointers are given an end that is earlier than others get; everything else is kept as of any order.
 */
async function letGoOf(
  orders: readonly OrderRecord[],
  key: SubjectKey,
  nowMs: number,
  { retention }: Pick<KeeperDependencies, 'retention'>,
): Promise<void> {
  const ended = orders.filter(({ terms }) => hasEnded(terms.status));
  const expiresAtS = Math.ceil(nowMs / 1_000) + FOUND_AFTER_END_S;
  await inParallel(ended, WRITES_AT_ONCE, ({ orderId }) =>
    retention.expirePointers(orderId, [key], expiresAtS),
  );
}

/** Accounted for before any of it can take effect, like the changes that courts send. */
async function send(
  impositions: readonly Change[],
  releases: readonly Change[],
  nowMs: number,
  { audit, intake }: Pick<KeeperDependencies, 'audit' | 'intake'>,
): Promise<void> {
  const changes = [...releases, ...impositions];
  await audit.record({
    atMs: nowMs,
    actor: 'system',
    act: 'changes.received',
    orders: changes.map(({ changeId, order: { orderId, version } }) => ({
      orderId,
      version,
      changeId,
    })),
    facts: { sandbox: true, active: impositions.length, released: releases.length },
  });
  const results = await takeIn(changes, intake);
  const refused = results.flatMap((one) => (one.status === 'rejected' ? one.problems : []));
  if (refused.length === 0) return;
  const pointers = refused.map(({ pointer }) => pointer);
  throw new SandboxError(`intake refused changes of the sandbox for ${pointers.join(', ')}`);
}
