import { type CheckEvent, check, checksAfter, checksAtBoundaries, rushesFor } from './make-checks.ts';
import { faultsAround } from './make-faults.ts';
import { arrivalOf, type Change, isLimited, lifeFor, lifeOf, type OpenOrder } from './make-lives.ts';
import { CONTAINERS, type PlannedEvent } from './plan.ts';
import { createRandom, type Random } from './random.ts';

/** Containers that nobody asks for so long are frozen. */
const IDLE_MS = 60_000;

/**
 * The plan of a seed: episodes of about a minute in which an order is imposed on somebody and changed, operators ask
 * about that person and others, and faults fall around it; between them seconds to hours in which containers freeze.
 */
export function makePlan(seed: number): readonly PlannedEvent[] {
  const random = createRandom(seed, 'plan');
  const events: PlannedEvent[] = [{ atMs: 200, kind: 'build', required: false }];
  const open: OpenOrder[] = [];
  const episodes = 6 + random.int(7);
  let people = 0;
  let orders = 0;
  let atMs = 2_000;
  for (let episode = 0; episode < episodes; episode++) {
    const own = random.fork(`episode-${episode}`);
    const newPerson = () => people++;
    const person = people > 0 && own.chance(0.2) ? own.int(people) : newPerson();
    const imposed: OpenOrder[] = [{ order: ++orders, person, version: 0 }];
    // Two changes at one moment race for the same place in the log.
    if (own.chance(0.35)) imposed.push({ order: ++orders, person: newPerson(), version: 0 });
    const lengthMs = own.between(30_000, 60_000);
    const happening = episodeOf(
      own,
      { fromMs: atMs, lengthMs, people },
      imposed,
      own.chance(0.5) ? open : [],
    );
    events.push(...happening);
    open.push(...imposed);
    const gapMs = own.pick([
      own.between(500, 20_000),
      own.between(60_000, 600_000),
      own.between(600_000, 9_000_000),
    ]);
    atMs += lengthMs;
    // Where a limited quantity is permitted, operators come back while it is reserved.
    const comeBack = happening.some((event) => event.kind === 'change' && isLimited(event));
    if (gapMs > IDLE_MS && !(comeBack && own.chance(0.5))) events.push(...freezing(own, atMs, gapMs));
    atMs += gapMs;
  }
  return events.sort((a, b) => a.atMs - b.atMs);
}

interface Episode {
  readonly fromMs: number;
  readonly lengthMs: number;
  /** How many people there are by then. */
  readonly people: number;
}

function episodeOf(
  random: Random,
  episode: Episode,
  imposed: readonly OpenOrder[],
  open: readonly OpenOrder[],
): PlannedEvent[] {
  const { fromMs, lengthMs } = episode;
  const imposedMs = fromMs + random.between(4_000, 12_000);
  const sometime = () => fromMs + random.between(0, lengthMs);
  const changes = [
    ...imposed.flatMap((order) => lifeOf(random, order, imposedMs, lifeFor(random))),
    ...open.slice(-2).flatMap((order) => lifeOf(random, order, sometime(), ['released'])),
  ];
  const person = (imposed[0] as OpenOrder).person;
  const faults = faultsAround(random, imposedMs, lengthMs);
  return [
    ...changes,
    ...faults,
    ...checksIn(random, episode, person),
    ...changes.flatMap((change) => [
      ...checksAfter(random, change),
      ...checksAtBoundaries(random, change),
      ...rushesFor(random, change),
    ]),
    ...faults.flatMap((fault) => checksAtThaw(random, fault, person)),
    ...upkeep(random, episode, changes),
  ];
}

function checksIn(random: Random, { fromMs, lengthMs, people }: Episode, person: number): PlannedEvent[] {
  const events: PlannedEvent[] = [];
  for (const container of CONTAINERS) {
    const paceMs = random.between(900, 4_000);
    for (let atMs = fromMs + random.between(0, paceMs); atMs < fromMs + lengthMs; ) {
      const asked = random.chance(0.5) ? person : random.int(people);
      events.push(check(random, container, asked, atMs));
      atMs += random.between(0.3, 1.7) * paceMs;
    }
  }
  return events;
}

/** A container thaws because somebody asks. */
function checksAtThaw(random: Random, fault: PlannedEvent, person: number): CheckEvent[] {
  if (fault.kind !== 'freeze') return [];
  const container = CONTAINERS.find((name) => name === fault.machine);
  if (!container) return [];
  const thawMs = fault.atMs + fault.forMs;
  return [1, 60, 400].map((afterMs) => check(random, container, person, thawMs + afterMs));
}

function upkeep(random: Random, { fromMs, lengthMs }: Episode, changes: readonly Change[]): PlannedEvent[] {
  const events: PlannedEvent[] = [];
  const sometime = () => fromMs + random.between(0, lengthMs);
  for (let builds = random.int(3); builds > 0; builds--) {
    // A scan under way while keys are being listed is the one that could miss them.
    const atMs = random.chance(0.5) ? sometime() : arrivalOf(random.pick(changes)) - random.between(0, 100);
    events.push({ kind: 'build', atMs, required: random.chance(0.2) });
  }
  if (random.chance(0.15)) events.push({ kind: 'trim', atMs: sometime() });
  if (random.chance(0.15))
    events.push({ kind: 'restart', atMs: sometime(), container: random.pick(CONTAINERS) });
  return events;
}

function freezing(random: Random, atMs: number, forMs: number): PlannedEvent[] {
  return CONTAINERS.filter(() => random.chance(0.7)).map((machine) => ({
    kind: 'freeze',
    atMs: atMs + random.between(0, 2_000),
    machine,
    afterCalls: 0,
    forMs: forMs - 2_500,
  }));
}
