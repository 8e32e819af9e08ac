import { judge } from './checker/judge.ts';
import type { Violation } from './checker/violation.ts';
import { makePlan } from './make-plan.ts';
import { describeEvent, type PlannedEvent } from './plan.ts';
import type { Planted } from './planted.ts';
import { type Run, simulate } from './run.ts';
import { START_MS } from './scheduler.ts';
import { shrink } from './shrink.ts';

export interface Trial {
  readonly seed: number;
  readonly run: Run;
  readonly violations: readonly Violation[];
}

/** Simulates the plan of a seed and judges what happened. */
export async function trySeed(seed: number, planted?: Planted): Promise<Trial> {
  return await tryPlan(makePlan(seed), seed, planted);
}

async function tryPlan(plan: readonly PlannedEvent[], seed: number, planted?: Planted): Promise<Trial> {
  const run = await simulate(plan, { seed, ...(planted && { planted }) });
  return { seed, run, violations: judge(run) };
}

/** How to replay a failing seed, the promise that it breaks, and the shortest plan found that still breaks it. */
export async function explain({ seed, violations }: Trial, planted?: Planted): Promise<string> {
  const invariant = violations[0]?.invariant;
  const breaks = async (plan: readonly PlannedEvent[]) =>
    (await tryPlan(plan, seed, planted)).violations.some((violation) => violation.invariant === invariant);
  const plan = await shrink(makePlan(seed), breaks);
  const shortest = await tryPlan(plan, seed, planted);
  return [
    `seed ${seed} breaks ${invariant}; replay it with: npm run simulate -- --seed ${seed}`,
    ...plan.map(describeEvent),
    ...shortest.violations.map(describeViolation),
  ].join('\n');
}

function describeViolation({ invariant, what, atMs }: Violation): string {
  const at = atMs === undefined ? 'at rest' : `${((atMs - START_MS) / 1_000).toFixed(3)} s`;
  return `${at.padStart(12)}  ${invariant} broken: ${what}`;
}
