import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const run = promisify(execFile);
const CLIENT = join(import.meta.dirname, '..');
const ROOT = join(CLIENT, '../..');

/** What imports of the published package name. */
const ENTRY = './client';

/**
 * Builds what is published of this repository: `client/` (one JavaScript file and its declarations) and a
 * `package.json` of its own, under the same name but without the service's dependencies, so that whoever installs the
 * client installs nothing else.
 */
export async function buildClient(outFolder: string): Promise<void> {
  const folder = join(outFolder, 'client');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await Promise.all([
    build({
      entryPoints: [join(CLIENT, 'index.ts')],
      outfile: join(folder, 'index.js'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      charset: 'utf8',
      logLevel: 'error',
    }),
    declare(folder),
    cp(join(CLIENT, 'README.md'), join(outFolder, 'README.md')),
    cp(join(ROOT, 'LICENSE'), join(outFolder, 'LICENSE')),
    describe(outFolder),
  ]);
}

async function declare(folder: string): Promise<void> {
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  await run(process.execPath, [compiler, '-p', CLIENT, '--outDir', folder]);
  const names = await readdir(folder, { recursive: true });
  await Promise.all(
    names
      .filter((name) => name.endsWith('.d.ts'))
      .map(async (name) => {
        const file = join(folder, name);
        const text = await readFile(file, 'utf8');
        // The compiler leaves the specifiers of declarations as they were written.
        await writeFile(file, text.replaceAll(/(from '\.[^']*)\.ts'/g, "$1.js'"));
      }),
  );
}

async function describe(outFolder: string): Promise<void> {
  const { name, version, license, engines } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const description = {
    name,
    version,
    description: 'Client of the point-of-sale check for court-ordered consumption restrictions',
    license,
    type: 'module',
    engines,
    sideEffects: false,
    exports: { [ENTRY]: { types: './client/index.d.ts', default: './client/index.js' } },
    files: ['client'],
  };
  await writeFile(join(outFolder, 'package.json'), `${JSON.stringify(description, null, 2)}\n`);
}
