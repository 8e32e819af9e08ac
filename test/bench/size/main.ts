import { measureBuilding } from './building.ts';
import { measureFollowing } from './following.ts';
import { measureOverlay } from './overlay.ts';
import { measurePipeline } from './pipeline.ts';
import { measureRelease } from './release.ts';
import type { Row } from './row.ts';

const USAGE = 'node test/bench/size/main.ts [PART …] [--keys N]\n';

const PARTS: Readonly<Record<string, (keys: number) => Promise<readonly Row[]>>> = {
  building: measureBuilding,
  following: measureFollowing,
  overlay: measureOverlay,
  pipeline: measurePipeline,
  release: () => measureRelease(10_000),
  'release-national': () => measureRelease(100_000),
};

const args = process.argv.slice(2);
const keysAt = args.indexOf('--keys');
const keys = keysAt < 0 ? 20_000_000 : Number(args.splice(keysAt, 2)[1]);
const parts = args.length > 0 ? args : Object.keys(PARTS);
if (!Number.isSafeInteger(keys) || keys < 1 || parts.some((part) => !PARTS[part])) {
  process.stderr.write(`${USAGE}parts: ${Object.keys(PARTS).join(', ')}\n`);
  process.exit(2);
}
for (const part of parts) {
  process.stdout.write(`\n${part}, ${keys} keys\n`);
  for (const [what, result] of (await PARTS[part]?.(keys)) ?? [])
    process.stdout.write(`  ${what.padEnd(56)}${result}\n`);
}
