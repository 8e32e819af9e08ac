import { describe, expect, test } from 'vitest';
import { anchors, inlineCode, relativeLinks, sections } from './markdown.ts';
import { filesBelow, foldersIn, markdownDocuments, type Repository, thisRepository } from './repository.ts';
import {
  brokenLinks,
  type Check,
  machinePaths,
  missingPaths,
  missingScripts,
  missingSourceFiles,
  missingTestPaths,
} from './statements.ts';

const repository = thisRepository();
const documents = markdownDocuments();

function untrue(check: Check): readonly string[] {
  return documents.flatMap((document) =>
    check(document, repository).map((what) => `${document.path}: ${what}`),
  );
}

describe('the documents of this repository', () => {
  test('are found', () => {
    const paths = documents.map(({ path }) => path);
    expect(paths).toContain('README.md');
    expect(paths).toContain('infra/runbook/README.md');
    expect(paths.length).toBeGreaterThan(15);
    expect(paths.filter((path) => path.includes('node_modules'))).toEqual([]);
  });

  test('link only to what is there', () => {
    expect(untrue(brokenLinks)).toEqual([]);
  });

  test('name only paths that are there', () => {
    expect(untrue(missingPaths)).toEqual([]);
  });

  test('list only source files that are there', () => {
    expect(untrue(missingSourceFiles)).toEqual([]);
  });

  test('name only npm scripts that are there', () => {
    expect(untrue(missingScripts)).toEqual([]);
  });

  test('run only tests that are there', () => {
    expect(untrue(missingTestPaths)).toEqual([]);
  });

  test('name no folder of the machine that they were written on', () => {
    expect(untrue(machinePaths)).toEqual([]);
  });

  test.each(
    [...foldersIn('functions'), ...foldersIn('shared')].filter((folder) => filesBelow(folder).length > 0),
  )('%s says what it is, in a README', (folder) => {
    expect(repository.exists(`${folder}/README.md`)).toBe(true);
  });
});

describe('a false statement is found', () => {
  const files: Readonly<Record<string, string>> = {
    'README.md': '# Top\n',
    'shared/orders/README.md': '# Orders\n\n## The gates, `here`\n\n## Twice\n\n## Twice\n',
    'shared/orders/order.ts': '',
    'test/unit/orders/apply.test.ts': '',
  };
  const paths = Object.keys(files);
  const small: Repository = {
    exists: (path) =>
      paths.some((file) => file === path || file.startsWith(path.endsWith('/') ? path : `${path}/`)),
    fileNamesBelow: (folder) =>
      new Set(
        paths
          .filter((file) => folder === '' || file.startsWith(`${folder}/`))
          .map((file) => file.split('/').at(-1) as string),
      ),
    read: (path) => files[path] as string,
    scripts: new Set(['start', 'test', 'bench']),
  };
  const found = (check: Check, text: string, path = 'README.md') => check({ path, text }, small);

  test.each([
    ['a link to no file', brokenLinks, '[a](shared/order/README.md)', ['link to shared/order/README.md']],
    ['a link out of a folder', brokenLinks, '[a](../orders.md)', ['link to ../orders.md']],
    [
      'a link to no heading',
      brokenLinks,
      '[a](shared/orders/README.md#gates)',
      ['link to shared/orders/README.md#gates'],
    ],
    ['a link to no heading of its own', brokenLinks, '[a](#below)\n# Above', ['link to #below']],
    ['a reference to no file', brokenLinks, 'see [a]\n\n[a]: shared/a.md', ['link to shared/a.md']],
    ['a path', missingPaths, 'in `shared/orders/ordre.ts`', ['shared/orders/ordre.ts']],
    ['a path with a line', missingPaths, 'in `shared/ordre.ts:12`', ['shared/ordre.ts:12']],
    ['a path in a block', missingPaths, '```sh\nnode ./infra/main.ts\n```\n', ['infra/main.ts']],
    [
      'a placeholder in no folder',
      missingPaths,
      '`shared/nothing/<name>/a.ts`',
      ['shared/nothing/<name>/a.ts'],
    ],
    [
      'a source file',
      missingSourceFiles,
      '| `ordre.ts`, `orders/order.ts` |',
      ['ordre.ts', 'orders/order.ts'],
    ],
    ['a script', missingScripts, '`npm run deploy`, `npm run -s build -- --json`', ['deploy', 'build']],
    ['a test', missingTestPaths, 'npx vitest run test/unit/orders test/unit/order', ['test/unit/order']],
    ['a machine', machinePaths, 'see /home/me/notes.md or (/tmp/a)', ['/home/me/notes.md', '/tmp/a']],
    ['another machine', machinePaths, 'in C:\\notes', ['C:\\notes']],
  ])('%s', (_, check, text, expected) => {
    expect(found(check, text)).toEqual(expected);
  });

  test('in a folder, from that folder', () => {
    expect(found(brokenLinks, '[a](../README.md)', 'shared/orders/NOTES.md')).toEqual([
      'link to ../README.md',
    ]);
    expect(found(brokenLinks, '[a](../../README.md#top)', 'shared/orders/NOTES.md')).toEqual([]);
    expect(found(missingSourceFiles, '| `order.ts` |', 'test/unit/NOTES.md')).toEqual(['order.ts']);
  });
});

describe('a true statement is left alone', () => {
  const here = (check: Check, text: string) => check({ path: 'README.md', text }, repository);

  test.each([
    ['links', brokenLinks, '[a](infra/README.md) [b](https://example.org/x.md) [c](#top) [d](shared)\n# Top'],
    [
      'paths',
      missingPaths,
      '`shared/orders/order.ts`, `test/unit/`, `functions/<name>/handler.ts`, `shared/*/README.md`',
    ],
    ['sources', missingSourceFiles, '| `handler.ts` | `shared/orders/order.ts`, `a.json` |\n\n`new.ts`'],
    ['scripts', missingScripts, 'npm start, `npm test`, npm run -s bench -- --json; npm ci'],
    ['tests', missingTestPaths, '`npx vitest run test/unit test/property`; npx vitest run'],
    ['urls', machinePaths, 'https://example.org/home/x, shared/work/a, `<DIR>/tmp/x`'],
  ])('%s', (_, check, text) => {
    expect(here(check, text)).toEqual([]);
  });
});

describe('the reader of Markdown', () => {
  const text =
    '# One `code.ts`\n\n[l](a.md#b)\n\n```sh\n# no heading\n[no](link.md) `no-code`\n```\n\n## Two, too\n\nx\n';

  test('keeps fenced blocks apart', () => {
    expect(relativeLinks(text)).toEqual([{ path: 'a.md', anchor: 'b' }]);
    expect(inlineCode(text)).toEqual(['code.ts']);
  });

  test('gives sections with all that is below them', () => {
    expect(sections(text).map(({ title, level }) => [title, level])).toEqual([
      ['One `code.ts`', 1],
      ['Two, too', 2],
    ]);
    expect(sections(text)[0]?.body).toContain('x');
  });

  test('makes the anchors that GitHub makes', () => {
    expect([...anchors(`${text}## \`filter.poll-failed\`\n## Two, too\n## 一、二\n`)]).toEqual([
      'one-codets',
      'two-too',
      'filterpoll-failed',
      'two-too-1',
      '一二',
    ]);
  });
});
