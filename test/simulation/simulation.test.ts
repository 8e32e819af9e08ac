import { describe, expect, test } from 'vitest';
import { explain, type Trial, trySeed } from './try-seed.ts';

const SEEDS = 25;

describe('whatever happens to containers, consumers, queues, the table and the files', () => {
  const trials: Trial[] = [];

  test('every promise is kept', async () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const trial = await trySeed(seed);
      trials.push(trial);
      if (trial.violations.length > 0) expect.fail(await explain(trial));
    }
  }, 60_000);

  test('and the runs hold what the promises are about: denials, allowances, doubts, ends, notices and snapshots', () => {
    const count = (what: (trial: Trial) => number) => trials.reduce((sum, trial) => sum + what(trial), 0);
    const answered = (decision: string) =>
      count(({ run }) => run.history.checks.filter(({ result }) => result?.decision === decision).length);
    expect(answered('deny')).toBeGreaterThan(40 * SEEDS);
    expect(answered('allow')).toBeGreaterThan(100 * SEEDS);
    expect(answered('undetermined')).toBeGreaterThan(5 * SEEDS);
    expect(count(({ run }) => run.history.notices.length)).toBeGreaterThan(3 * SEEDS);
    expect(count(({ run }) => run.history.snapshotsPublished)).toBeGreaterThan(3 * SEEDS);
    expect(
      count(({ run }) => run.history.checks.filter(({ endMs }) => endMs === undefined).length),
    ).toBeGreaterThan(0);
  });

  test('a seed simulated twice gives the same history', async () => {
    const [once, again] = [await trySeed(7), await trySeed(7)];
    expect(again.run.history).toEqual(once.run.history);
    expect(again.run.final).toEqual(once.run.final);
  });
});
