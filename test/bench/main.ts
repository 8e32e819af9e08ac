import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/*
 * `npm run bench`: what a check costs, beside the floors that it stands on and the reads that it avoids.
 *
 *   --json         one JSON object on standard output and nothing else
 *   --only a,b     only these rows, such as for `node --cpu-prof`
 *   --peers        beside Redis, PostgreSQL and others instead
 *   --growth       how costs grow with the list instead
 *   --cold-start   from the start of a process to its first answered check instead
 */

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    peers: { type: 'boolean', default: false },
    growth: { type: 'boolean', default: false },
    'cold-start': { type: 'boolean', default: false },
  },
});
const folder = await mkdtemp(join(tmpdir(), 'consumption-check-bench-'));
// A signal alone would end neither the servers of others nor the folder; the exit of this process does.
process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

console.log(await report(folder));

/** Each way is loaded when it is asked for: what another needs has no place in the memory of what is measured. */
async function report(folder: string): Promise<string> {
  const { json, only, peers, growth, 'cold-start': coldStart } = values;
  if (peers) {
    const { runPeers } = await import('./peers/run-peers.ts');
    const { peerJson, peerText } = await import('./peers/peer-report.ts');
    return (json ? peerJson : peerText)(await runPeers(folder));
  }
  if (growth) {
    const { growthJson, growthText, runGrowth } = await import('./growth/run-growth.ts');
    return (json ? growthJson : growthText)(await runGrowth());
  }
  if (coldStart) {
    const { coldStartJson, coldStartText, runColdStart } = await import('./cold-start/run-cold-start.ts');
    return (json ? coldStartJson : coldStartText)(await runColdStart(folder));
  }
  const { runChecks } = await import('./run-checks.ts');
  return runChecks(folder, { json, only });
}
