import { readdirSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Folders of `shared/` that hold no domain but connect it to the world, and the client, which is published by itself. */
const OUTER = new Set(['adapters', 'runtime', 'client']);

/** Packages that domain code may import: pure, and without any I/O of their own. */
const DOMAIN_PACKAGES = new Set([
  'zod',
  'bloom-filters',
  'chinese-days',
  'node:crypto',
  'node:util',
  'node:buffer',
  'node:timers/promises',
]);

interface Import {
  readonly file: string;
  readonly target: string;
}

function importsBelow(folder: string): readonly Import[] {
  return readdirSync(resolve(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const file = `${folder}/${name}`;
      const text = readFileSync(resolve(root, file), 'utf8');
      return [
        ...text.matchAll(
          /^\s*(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|import\(['"]([^'"]+)['"]\)/gm,
        ),
      ].map((match) => ({ file, target: locate(file, (match[1] ?? match[2]) as string) }));
    });
}

/** A relative import as a path from the root, a package as its name. */
function locate(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return relative(root, resolve(root, dirname(file), specifier));
  if (specifier.startsWith('node:')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function describeImport({ file, target }: Import): string {
  return `${file} imports ${target}`;
}

const domainFolders = readdirSync(resolve(root, 'shared'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !OUTER.has(entry.name))
  .map((entry) => `shared/${entry.name}`);

describe('dependencies point inward', () => {
  test('the reader of imports finds them', () => {
    expect(importsBelow('shared/adapters').length).toBeGreaterThan(20);
    expect(domainFolders.length).toBeGreaterThan(5);
  });

  test.each(domainFolders)('%s imports only domain folders and pure packages', (folder) => {
    const outward = importsBelow(folder).filter(({ target }) =>
      target.startsWith('shared/') ? OUTER.has(target.split('/')[1] as string) : !DOMAIN_PACKAGES.has(target),
    );
    expect(outward.map(describeImport)).toEqual([]);
  });

  test('adapters and the runtime import neither functions nor infrastructure', () => {
    const outward = [...importsBelow('shared/adapters'), ...importsBelow('shared/runtime')].filter(
      ({ target }) => /^(functions|infra|test)\//.test(target),
    );
    expect(outward.map(describeImport)).toEqual([]);
  });

  test('the client imports nothing of the service, and no package: what is published stands by itself', () => {
    const outward = importsBelow('shared/client').filter(
      ({ file, target }) =>
        !file.startsWith('shared/client/build/') && !/^(shared\/client\/|node:crypto$)/.test(target),
    );
    expect(outward.map(describeImport)).toEqual([]);
  });

  test('nothing of the service imports the client', () => {
    const inward = [
      'functions',
      'infra',
      ...readdirSync(resolve(root, 'shared')).map((name) => `shared/${name}`),
    ]
      .filter((folder) => folder !== 'shared/client')
      .flatMap(importsBelow)
      .filter(({ target }) => target.startsWith('shared/client/'));
    expect(inward.map(describeImport)).toEqual([]);
  });

  test('functions import neither each other, nor infrastructure, nor tests', () => {
    const outward = importsBelow('functions').filter(({ file, target }) => {
      const ownFolder = file.split('/').slice(0, 2).join('/');
      return /^(functions|infra|test)\//.test(target) && !target.startsWith(`${ownFolder}/`);
    });
    expect(outward.map(describeImport)).toEqual([]);
  });

  test('domain code asks no clock, no dice and no environment', () => {
    const asking = domainFolders.flatMap((folder) =>
      readdirSync(resolve(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => `${folder}/${name}`)
        .filter((file) =>
          /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bMath\.random\(|\brandomBytes\(|\brandomUUID\(|\bprocess\.env\b/.test(
            readFileSync(resolve(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ''),
          ),
        ),
    );
    expect(asking).toEqual([]);
  });
});
