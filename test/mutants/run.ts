import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MUTANTS, TOPICS } from './catalogue.ts';
import type { Mutant } from './mutant.ts';

const root = join(import.meta.dirname, '../..');
const COPIED = ['functions', 'shared', 'infra', 'test', 'package.json', 'tsconfig.json', 'vitest.config.ts'];
const TIME_LIMIT_MS = 180_000;

type Verdict = 'killed' | 'survived' | 'not planted';

/** A copy of the sources that mutants can be planted in, with the installed packages beside it. */
function makeCopy(): string {
  const copy = mkdtempSync(join(tmpdir(), 'mutants-'));
  for (const name of COPIED) cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** Whether these tests pass in the copy. A run past the time limit counts as failed: the mutant made it hang. */
function passes(copy: string, tests: readonly string[]): Promise<boolean> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', '--bail=1', '--reporter=dot', ...tests];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: copy, timeout: TIME_LIMIT_MS, maxBuffer: 1 << 26 }, (error) =>
      resolve(error === null),
    );
  });
}

async function plant({ file, find, replace, tests }: Mutant, copy: string): Promise<Verdict> {
  const path = join(copy, file);
  const original = readFileSync(path, 'utf8');
  if (original.split(find).length !== 2) return 'not planted';
  writeFileSync(
    path,
    original.replace(find, () => replace),
  );
  try {
    return (await passes(copy, tests)) ? 'survived' : 'killed';
  } finally {
    writeFileSync(path, original);
  }
}

/** All mutants, or those of the topics of `--only`, and of these the ones whose names contain every word. */
function choose(args: string[]): readonly Mutant[] {
  const options = { only: { type: 'string', multiple: true } } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const topics = values.only?.flatMap((topic) => TOPICS[topic] ?? []) ?? MUTANTS;
  return topics.filter(({ name }) => positionals.every((word) => name.includes(word)));
}

/** Plants the chosen mutants in turn, and says which ones the tests kill. */
async function main(args: string[]): Promise<number> {
  const chosen = choose(args);
  if (chosen.length === 0) {
    console.error(`No mutant is called so. The topics of --only are ${Object.keys(TOPICS).join(', ')}.`);
    return 2;
  }
  const copies = Array.from({ length: Math.min(2, availableParallelism()) }, makeCopy);
  try {
    const tests = [...new Set(chosen.flatMap((mutant) => mutant.tests))];
    if (!(await passes(copies[0] as string, tests))) {
      console.error('The tests fail without any mutant: mend that first (npm test).');
      return 2;
    }
    const verdicts = new Map<Mutant, Verdict>();
    const waiting = [...chosen];
    await Promise.all(
      copies.map(async (copy) => {
        for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
          const verdict = await plant(mutant, copy);
          verdicts.set(mutant, verdict);
          console.log(`${verdict.padEnd(11)} ${mutant.breaks}  ${mutant.name}  (${mutant.file})`);
        }
      }),
    );
    const killed = [...verdicts.values()].filter((verdict) => verdict === 'killed').length;
    console.log(`${killed}/${chosen.length} killed/planted`);
    return killed === chosen.length ? 0 : 1;
  } finally {
    for (const copy of copies) rmSync(copy, { recursive: true, force: true });
  }
}

process.exitCode = await main(process.argv.slice(2));
