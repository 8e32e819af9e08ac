import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { jsonReport, textReport } from './report.ts';
import { allRows, ROUNDS } from './rows/all-rows.ts';
import { runRounds } from './run-rounds.ts';
import { startWorld } from './world/world.ts';

/*
 * `npm run bench`: what a check costs, beside the floors that it stands on and the reads that it avoids.
 *
 *   --json         one JSON object on standard output and nothing else
 *   --only a,b     only these rows, such as for `node --cpu-prof`
 */

const { values } = parseArgs({ options: { json: { type: 'boolean' }, only: { type: 'string' } } });
const folder = await mkdtemp(join(tmpdir(), 'consumption-check-bench-'));
const world = await startWorld(folder);
try {
  const chosen = values.only?.split(',');
  const rows = (await allRows(world)).filter(({ name, note }) =>
    chosen ? chosen.includes(name) : !values.json || note === undefined,
  );
  const measured = await runRounds(rows, ROUNDS, world.service.pollIfDue);
  if (values.json) console.log(jsonReport(measured));
  else {
    // Loaded afterwards: the deployment's code has no place in the memory of what is measured.
    const bundle = chosen ? undefined : await (await import('./hot-bundle.ts')).measureHotBundle(folder);
    console.log(textReport(measured, bundle, world.service.filterKeys));
  }
} finally {
  await world.stop();
  await rm(folder, { recursive: true, force: true });
}
