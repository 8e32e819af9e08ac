import { jsonReport, textReport } from './report.ts';
import { allRows, ROUNDS } from './rows/all-rows.ts';
import { runRounds } from './run-rounds.ts';
import { startWorld } from './world/world.ts';

export interface CheckRunOptions {
  readonly json: boolean;
  /** Names of rows, with commas between; all rows without it. */
  readonly only: string | undefined;
}

/** What a check costs, beside the floors that it stands on, as the text of a report. */
export async function runChecks(folder: string, { json, only }: CheckRunOptions): Promise<string> {
  const world = await startWorld(folder);
  try {
    const chosen = only?.split(',');
    const rows = (await allRows(world)).filter(({ name, note }) =>
      chosen ? chosen.includes(name) : !json || note === undefined,
    );
    const measured = await runRounds(rows, ROUNDS, world.service.pollIfDue);
    if (json) return jsonReport(measured);
    // Loaded afterwards: the deployment's code has no place in the memory of what is measured.
    const bundle = chosen ? undefined : await (await import('./hot-bundle.ts')).measureHotBundle(folder);
    return textReport(measured, bundle, world.service.filterKeys);
  } finally {
    await world.stop();
  }
}
