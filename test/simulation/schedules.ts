import { judge } from './checker/judge.ts';
import type { Violation } from './checker/violation.ts';
import type { Call, Fate, FateOf } from './network.ts';
import { CONTAINERS, OPERATORS, type PlannedEvent } from './plan.ts';
import type { Planted } from './planted.ts';
import { simulate } from './run.ts';
import { START_MS } from './scheduler.ts';

/** Everything before is set up without a fault: a snapshot, and a container that follows it. */
const FAULTS_FROM_MS = 2_900;
const LATENCY_MS = 4;
/** Longer than a filter may go without a poll. */
const FREEZE_MS = 7_000;

export const FAULT_KINDS = ['refused', 'answer-lost', 'crash', 'freeze'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Faults by the number of the call that they fall on, counted over all machines. */
export type Schedule = ReadonlyMap<number, FaultKind>;

const at = (atMs: number, document = 0): PlannedEvent => ({
  kind: 'check',
  atMs,
  container: CONTAINERS[0],
  operator: OPERATORS[0],
  person: 0,
  document,
  purchase: { train: 'G101' },
  reports: [],
});
const change = (atMs: number, version: number, status: 'active' | 'released'): PlannedEvent => ({
  kind: 'change',
  atMs,
  order: 1,
  version,
  twin: 0,
  status,
  period: { fromMs: -1, toMs: null },
  grants: [],
  person: 0,
  documents: [0],
  clears: [],
  arrivesAfterMs: [20],
});

/** Impose, check while it is not and when it is in force, release, check while it is being written and after. */
const SCENARIO: readonly PlannedEvent[] = [
  { kind: 'build', atMs: 200, required: false },
  at(1_000),
  at(2_500),
  change(3_000, 1, 'active'),
  at(5_500),
  at(9_200),
  change(10_000, 2, 'released'),
  at(10_005),
  at(10_500),
];

export interface Outcome {
  readonly violations: readonly Violation[];
  /** Calls on which a fault could have fallen. */
  readonly boundaries: number;
}

/** Runs the scenario with these faults. */
export async function runSchedule(schedule: Schedule, planted?: Planted): Promise<Outcome> {
  let boundaries = 0;
  const fateOf: FateOf = (call) => fateAt(call.atMs >= START_MS + FAULTS_FROM_MS ? boundaries++ : -1, call);
  const fateAt = (index: number, call: Call): Fate => {
    const fault = isHealed(call) ? undefined : schedule.get(index);
    return {
      outwardMs: LATENCY_MS,
      backMs: LATENCY_MS,
      kind: fault === 'refused' || fault === 'answer-lost' ? fault : 'well',
      ...(fault === 'crash' && { crash: 'after' }),
      ...(fault === 'freeze' && { freezeMs: FREEZE_MS }),
    };
  };
  const isHealed = ({ atMs }: Call) => {
    const healed = atMs > START_MS + 10_600;
    if (healed) boundaries -= 1;
    return healed;
  };
  const run = await simulate(SCENARIO, {
    seed: 1,
    fateOf,
    containers: [CONTAINERS[0]],
    ...(planted && { planted }),
  });
  return { violations: judge(run), boundaries };
}

/** Every schedule of up to two faults: after the first fault, whatever calls then follow get the second. */
export async function* allSchedules(
  run: (schedule: Schedule) => Promise<Outcome>,
): AsyncGenerator<{ readonly schedule: Schedule; readonly outcome: Outcome }> {
  const none: Schedule = new Map();
  const faultless = await run(none);
  yield { schedule: none, outcome: faultless };
  for (let first = 0; first < faultless.boundaries; first++) {
    for (const kind of FAULT_KINDS) {
      const one: Schedule = new Map([[first, kind]]);
      const outcome = await run(one);
      yield { schedule: one, outcome };
      for (let second = first + 1; second < outcome.boundaries; second++) {
        for (const other of FAULT_KINDS) {
          const two: Schedule = new Map([...one, [second, other]]);
          yield { schedule: two, outcome: await run(two) };
        }
      }
    }
  }
}
