import { parseArgs } from 'node:util';
import { explain, trySeed } from './try-seed.ts';

const USAGE = `Usage: npm run simulate -- [--seeds N] [--minutes M] [--from N]
       npm run simulate -- --seed N

  --seeds N    how many seeds to simulate (default 500)
  --minutes M  stop after so many minutes even if seeds are left
  --from N     the first seed (default 1)
  --seed N     simulate this one, and shrink it if it fails
`;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '500' },
    minutes: { type: 'string' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const first = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.seeds) : 1;
const limitMs = Number(values.minutes ?? Number.POSITIVE_INFINITY) * 60_000;
const write = (text: string) => process.stdout.write(`${text}\n`);

if (values.help || !Number.isSafeInteger(first) || !Number.isSafeInteger(count) || Number.isNaN(limitMs)) {
  process.stdout.write(USAGE);
  process.exitCode = values.help ? 0 : 2;
} else {
  process.exitCode = await simulateSeeds();
}

async function simulateSeeds(): Promise<number> {
  const startedAtMs = performance.now();
  const total = { seeds: 0, simulatedMs: 0, checks: 0, calls: 0, failing: 0 };
  for (let seed = first; seed < first + count; seed++) {
    const trial = await trySeed(seed);
    total.seeds += 1;
    total.simulatedMs += trial.run.simulatedMs;
    total.checks += trial.run.history.checks.length;
    total.calls += trial.run.history.calls;
    if (trial.violations.length > 0) {
      total.failing += 1;
      write(await explain(trial));
    }
    if (performance.now() - startedAtMs > limitMs) break;
  }
  const seconds = (performance.now() - startedAtMs) / 1_000;
  const simulatedS = total.simulatedMs / 1_000;
  const { seeds, checks, calls, failing } = total;
  write(
    `${seeds} seeds, ${failing} failing: ${Math.round(simulatedS)} simulated seconds in ${seconds.toFixed(1)} s ` +
      `(${Math.round(simulatedS / seconds)} a second), ${checks} checks, ${calls} calls of ports`,
  );
  return failing > 0 ? 1 : 0;
}
