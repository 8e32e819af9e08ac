import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildClient } from '../../shared/client/build/build-client.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'consumption-check-package-'));
const project = join(folder, 'project');
const installed = join(project, 'node_modules/consumption-check');

/** Builds, packs and unpacks, as a registry and an installation would. */
beforeAll(async () => {
  const built = join(folder, 'dist');
  await buildClient(built);
  await run('npm', ['pack', '--ignore-scripts', '--offline', '--pack-destination', folder], { cwd: built });
  const [tarball] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  mkdirSync(installed, { recursive: true });
  await run('tar', ['-xzf', join(folder, tarball ?? ''), '-C', installed, '--strip-components=1']);
  writeFileSync(join(project, 'package.json'), '{"type":"module"}');
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function installedFiles(ending: string): readonly string[] {
  return readdirSync(installed, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith(ending),
  );
}

/** What a text of a module imports. */
function importsOf(text: string): readonly string[] {
  return [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"]+)['"]/g)].map(
    (match) => match[1] as string,
  );
}

/** Node 24 of the tests, and the oldest that is supported where the machine has it. */
const nodes = [process.execPath, '/usr/bin/node', '/usr/local/bin/node'].filter(existsSync);

test('the package has one JavaScript file, its declarations, and asks for no other package', () => {
  const description = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  const own = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  expect(description).toMatchObject({ name: own.name, version: own.version, type: 'module' });
  expect(description).not.toHaveProperty('dependencies');
  expect(installedFiles('.js')).toEqual(['client/index.js']);
  expect(installedFiles('.d.ts')).toContain('client/index.d.ts');
  expect(installedFiles('.ts').filter((name) => !name.endsWith('.d.ts'))).toEqual([]);
  expect(installedFiles('README.md')).toEqual(['README.md']);
});

test('the JavaScript imports only what Node brings, and is small', () => {
  const file = join(installed, 'client/index.js');
  const imports = importsOf(readFileSync(file, 'utf8'));
  expect(imports).toContain('node:crypto');
  expect(imports.filter((name) => !builtinModules.includes(name.replace(/^node:/, '')))).toEqual([]);
  const { size } = statSync(file);
  process.stdout.write(`client: ${size} bytes, not minified\n`);
  expect(size).toBeLessThan(60_000);
});

test('the declarations name nothing of the service and no schema library', () => {
  for (const name of installedFiles('.d.ts')) {
    const outward = importsOf(readFileSync(join(installed, name), 'utf8')).filter(
      (target) => !target.startsWith('./') && !target.startsWith('../'),
    );
    expect([name, outward]).toEqual([name, []]);
  }
});

test.each(nodes)('plain JavaScript imports it: %s', async (node) => {
  const script = join(project, 'plain.js');
  writeFileSync(
    script,
    `import * as client from 'consumption-check/client';
     const { createClient, allAllowed } = client;
     const down = createClient({ baseUrl: 'http://127.0.0.1:1', clientId: 'a', clientSecret: 'b' });
     const check = await down.check({ sector: 'property', transaction: 'purchase' }, [{ ref: 'p1', documents: [] }]);
     process.stdout.write(JSON.stringify([process.version, Object.keys(client).length, allAllowed(check), check.results[0].fallback]));`,
  );
  const { stdout } = await run(node, [script]);
  const [version, exported, allowed, fallback] = JSON.parse(stdout);
  expect(version).toMatch(/^v(2\d|[3-9]\d)\./);
  expect([exported > 10, allowed, fallback]).toEqual([true, false, 'hold']);
});

test('nothing but its entry can be imported', async () => {
  const script = join(project, 'deep.js');
  writeFileSync(script, `import 'consumption-check/client/index.js';`);
  await expect(run(process.execPath, [script])).rejects.toThrow('ERR_PACKAGE_PATH_NOT_EXPORTED');
});

test('every program of its README compiles against it, with all checks on, and runs without a service', async () => {
  const readme = readFileSync(join(installed, 'README.md'), 'utf8');
  const programs = [...readme.matchAll(/^```ts run\n([\s\S]*?)^```$/gm)].map((match) => match[1] as string);
  expect(programs).toHaveLength(3);
  const sources = programs.map((text, index) => {
    writeFileSync(join(project, `readme-${index}.ts`), text);
    return `readme-${index}.ts`;
  });
  mkdirSync(join(project, 'node_modules/@types'), { recursive: true });
  for (const name of ['@types/node', 'undici-types']) {
    symlinkSync(join(ROOT, 'node_modules', name), join(project, 'node_modules', name));
  }
  const compilerOptions = {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    types: ['node'],
    outDir: 'out',
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: sources }));
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const compiled = await run(process.execPath, [compiler, '-p', project]).catch(
    (error: { stdout: string }) => error,
  );
  expect(compiled.stdout).toBe('');
  const env = { ...process.env, CHECK_URL: 'http://127.0.0.1:1' };
  const outputs = [];
  for (const index of programs.keys()) {
    const { stdout } = await run(process.execPath, [join(project, `out/readme-${index}.js`)], { env });
    outputs.push(stdout);
  }
  expect(outputs).toEqual([
    'passenger-1: sell, and check again later\nsell, and keep the sale for a re-check\n',
    '1 waiting\n',
    '',
  ]);
}, 60_000);
