import { arrivalOf, type Change, isLimited } from './make-lives.ts';
import {
  CONTAINERS,
  type ContainerName,
  OPERATORS,
  type PlannedEvent,
  type PlannedPurchase,
  type PlannedReport,
  RARE_OPERATORS,
} from './plan.ts';
import type { Random } from './random.ts';

export type CheckEvent = Extract<PlannedEvent, { kind: 'check' }>;

const MINUTE_MS = 60_000;
/** After so long what was reserved comes back. */
const RESERVATION_MS = 15 * MINUTE_MS;

const TRAINS = ['G101', 'G102', 'G103'] as const;
const RESORT_FEN = [300_00, 700_00, 1_100_00, 2_500_00] as const;

export function check(random: Random, container: ContainerName, person: number, atMs: number): CheckEvent {
  return {
    kind: 'check',
    atMs,
    container,
    operator: random.pick(OPERATORS),
    person,
    document: random.chance(0.8) ? 0 : 1,
    purchase: random.chance(0.05) ? { resortFen: random.pick(RESORT_FEN) } : seat(random, atMs),
    reports: random.chance(0.1) ? reports(random) : [],
  };
}

/**
 * A time of effect lies 6 s after the append: what is asked right after it is what goes wrong first. What is asked
 * while an end is being written races with it.
 */
export function checksAfter(random: Random, change: Change): CheckEvent[] {
  const { person, status } = change;
  const atMs = arrivalOf(change);
  return CONTAINERS.flatMap((container) => [
    status === 'active'
      ? check(random, container, person, atMs + random.between(0, 300))
      : {
          ...check(random, container, person, atMs + random.between(-40, 30)),
          operator: random.pick(RARE_OPERATORS),
        },
    check(random, container, person, atMs + random.between(6_000, 8_000)),
  ]);
}

/** What is asked when a window or a period begins or ends, shortly before and after. */
export function checksAtBoundaries(random: Random, { person, atMs, period, grants }: Change): CheckEvent[] {
  const boundaries = [period.fromMs, period.toMs, ...grants.map(({ toMs }) => toMs)];
  return boundaries
    .filter((boundary) => boundary !== null && boundary > atMs && boundary < atMs + MINUTE_MS)
    .flatMap((boundary) =>
      CONTAINERS.flatMap((container) => {
        const nearMs = (boundary as number) + random.between(-1_500, 1_500);
        const afterMs = (boundary as number) + random.between(2_000, 6_000);
        return [check(random, container, person, nearMs), check(random, container, person, afterMs)];
      }),
    );
}

/**
 * Several operators at once want the last of what an order permits; again seconds later, and when what they reserved
 * comes back.
 */
export function rushesFor(random: Random, change: Change): CheckEvent[] {
  if (change.status !== 'active') return [];
  const isForResort = !isLimited(change);
  if (isForResort && !random.chance(0.2)) return [];
  const firstMs = arrivalOf(change) + random.between(6_500, 10_000);
  const afterMs = [
    0,
    random.between(500, 20_000),
    random.between(2 * MINUTE_MS, 14 * MINUTE_MS),
    RESERVATION_MS + random.between(-40_000, 90_000),
    RESERVATION_MS + random.between(MINUTE_MS, 20 * MINUTE_MS),
  ];
  return afterMs.flatMap((ms) => rush(random, change.person, firstMs + ms, isForResort));
}

function rush(random: Random, person: number, atMs: number, isForResort: boolean): CheckEvent[] {
  const events: CheckEvent[] = [];
  for (let asking = 2 + random.int(3); asking > 0; asking--) {
    const one: CheckEvent = {
      ...check(random, random.pick(CONTAINERS), person, atMs + random.between(0, 60)),
      document: 0,
      operator: random.pick([...OPERATORS, ...RARE_OPERATORS]),
      purchase: isForResort ? { resortFen: random.pick(RESORT_FEN) } : seat(random, atMs),
      reports: random.chance(0.7) ? reports(random) : [],
    };
    events.push(one);
    // The same purchase again: an answer got lost, or somebody looks once more before paying.
    if (random.chance(0.4)) {
      const againMs = random.pick([random.between(0, 3_000), random.between(3_000, 10 * MINUTE_MS)]);
      const container = random.pick(CONTAINERS);
      events.push({ ...one, atMs: one.atMs + againMs, container, reports: [] });
    }
  }
  return events;
}

function seat(random: Random, atMs: number): PlannedPurchase {
  const train = random.pick(TRAINS);
  if (!random.chance(0.2)) return { train };
  const laterMs = random.pick([random.between(-5_000, 60_000), 10 * 24 * 60 * MINUTE_MS]);
  return { train, serviceAtMs: Math.trunc(atMs + laterMs) };
}

/** At once, late, or after the reservation lapsed; now and then twice, or in contradiction to what was said before. */
function reports(random: Random): PlannedReport[] {
  const outcomes = [
    'sold',
    'sold',
    'sold',
    'not-sold',
    'not-sold',
    'alternative-sold',
    'overridden',
  ] as const;
  const outcome = random.pick(outcomes);
  const afterMs = random.pick([
    random.between(50, 3_000),
    random.between(50, 20_000),
    random.between(1_000, 14 * MINUTE_MS),
    random.between(RESERVATION_MS, 18 * MINUTE_MS),
  ]);
  if (random.chance(0.7)) return [{ outcome, afterMs }];
  const again = random.chance(0.8) ? outcome : random.pick(outcomes);
  const againMs = afterMs + random.pick([random.between(0, 50), random.between(1_000, 10 * MINUTE_MS)]);
  return [
    { outcome, afterMs },
    { outcome: again, afterMs: Math.min(againMs, 18 * MINUTE_MS) },
  ];
}
