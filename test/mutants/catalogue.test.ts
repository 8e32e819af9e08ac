import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { expect, test } from 'vitest';
import { MUTANTS } from './catalogue.ts';

const root = join(import.meta.dirname, '../..');

test('there are at least a hundred mutants, each with a name of its own', () => {
  expect(MUTANTS.length).toBeGreaterThanOrEqual(100);
  expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
});

test.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
  'the sources still have the place for: %s',
  (_, { file, find, replace, tests }) => {
    const source = readFileSync(join(root, file), 'utf8');
    expect(source.split(find)).toHaveLength(2);
    // A source that cannot be read fails every test, so no test would have noticed anything.
    const planted = source.replace(find, () => replace);
    expect(() => transformSync(planted, { loader: 'ts', logLevel: 'silent' })).not.toThrow();
    expect(replace).not.toBe(find);
    expect(tests.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  },
);
