import type { OrderTerms } from '../../shared/orders/order.ts';
import type { PlannedEvent, PlannedGrant } from './plan.ts';
import type { Random } from './random.ts';

export type Change = Extract<PlannedEvent, { kind: 'change' }>;

export interface OpenOrder {
  readonly order: number;
  readonly person: number;
  version: number;
}

/** What a version says: its status, and for an active one what it permits or when it is in force. */
export type Step =
  | OrderTerms['status']
  | 'single-use'
  | 'two-uses'
  | 'a-use-for-seconds'
  | 'two-grants'
  | 'window'
  | 'soon-over'
  | 'soon-begun'
  | 'over';

/** How orders live on after they were imposed. */
const LIVES: readonly (readonly Step[])[] = [
  [],
  ['released'],
  ['released', 'released'],
  ['cancelled'],
  ['suspended', 'active'],
  ['suspended', 'active', 'released'],
  ['suspended', 'released'],
  ['active', 'released'],
  ['active', 'suspended'],
  ['released', 'active'],
];

/** The lives of orders within which something is permitted, or which have their time. */
const LIVES_WITH_TERMS: readonly (readonly [Step, ...Step[]])[] = [
  ['single-use'],
  ['two-uses'],
  ['two-grants'],
  ['active', 'single-use'],
  ['active', 'two-uses', 'released'],
  ['single-use', 'active'],
  ['single-use', 'suspended', 'single-use'],
  ['a-use-for-seconds'],
  ['active', 'window'],
  ['window', 'active'],
  ['window', 'single-use'],
  ['soon-over'],
  ['active', 'soon-over'],
  ['soon-over', 'active'],
  ['soon-over', 'released'],
  ['active', 'over'],
  ['soon-begun'],
];

const HOUR_MS = 3_600_000;

export function lifeFor(random: Random): readonly Step[] {
  return random.chance(0.5) ? ['active', ...random.pick(LIVES)] : random.pick(LIVES_WITH_TERMS);
}

/** The versions of an order, some seconds or nothing apart, each as it is sent. */
export function lifeOf(random: Random, order: OpenOrder, fromMs: number, steps: readonly Step[]): Change[] {
  let atMs = fromMs;
  const changes: Change[] = [];
  for (const step of steps) {
    // Now and then a court sends two documents as one version.
    const twins = random.chance(0.06) ? 2 : 1;
    order.version += 1;
    for (let twin = 0; twin < twins; twin++) {
      const terms = termsOf(random, step, atMs);
      const documents = random.chance(0.3) ? [0, 1] : [0];
      changes.push({
        kind: 'change',
        atMs,
        order: order.order,
        version: order.version,
        twin,
        ...terms,
        person: order.person,
        documents,
        // The second document of every third version is somebody else's.
        clears: (order.order + order.version) % 3 === 0 ? documents.slice(1) : [],
        arrivesAfterMs: arrivals(random),
      });
    }
    atMs += random.chance(0.2) ? random.between(0, 400) : random.between(2_000, 20_000);
  }
  return changes;
}

/** When the first copy of the message reaches the queue. */
export function arrivalOf({ atMs, arrivesAfterMs }: Change): number {
  return atMs + (arrivesAfterMs[0] as number);
}

/** Whether the version permits a limited number of purchases. */
export function isLimited({ grants }: Change): boolean {
  return grants.some(({ uses }) => uses !== null);
}

function termsOf(random: Random, step: Step, atMs: number): Pick<Change, 'status' | 'period' | 'grants'> {
  const soonMs = Math.trunc(atMs + random.between(7_000, 40_000));
  const period = { fromMs: -HOUR_MS, toMs: null };
  const plain = { status: 'active', period, grants: [] } as const;
  const grant = (
    number: number,
    uses: number | null,
    toMs = Math.trunc(atMs) + 72 * HOUR_MS,
  ): PlannedGrant => ({
    grant: number,
    uses,
    fromMs: Math.trunc(atMs) - HOUR_MS,
    toMs,
  });
  switch (step) {
    case 'single-use':
      return { ...plain, grants: [grant(1, 1)] };
    case 'two-uses':
      return { ...plain, grants: [grant(2, 2)] };
    case 'a-use-for-seconds':
      return { ...plain, grants: [grant(3, 1, soonMs)] };
    case 'two-grants':
      return { ...plain, grants: [grant(1, 1), grant(3, 1, soonMs)] };
    case 'window':
      return { ...plain, grants: [grant(4, null, soonMs)] };
    case 'soon-over':
      return { ...plain, period: { ...period, toMs: soonMs } };
    case 'over':
      return { ...plain, period: { ...period, toMs: Math.trunc(atMs) - 1_000 } };
    case 'soon-begun':
      return { ...plain, period: { fromMs: soonMs, toMs: null } };
    default:
      return { ...plain, status: step };
  }
}

function arrivals(random: Random): number[] {
  const first = random.chance(0.2) ? random.between(300, 20_000) : random.between(20, 300);
  return random.chance(0.25) ? [first, random.between(0, 25_000)] : [first];
}
