import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

interface Quote {
  /** From the root. */
  readonly path: string;
  readonly text: string;
}

/** Blocks that say where they are from: ` ```ts quote=path `. */
function quotesIn(markdown: string): readonly Quote[] {
  return [...markdown.matchAll(/^```ts quote=(\S+)\n([\s\S]*?)^```$/gm)].map((match) => ({
    path: match[1] as string,
    text: match[2] as string,
  }));
}

/** Lines without the indentation that all of them have. */
function outdented(lines: readonly string[]): string {
  const indents = lines.filter((line) => line !== '').map((line) => line.length - line.trimStart().length);
  const least = Math.min(...indents);
  return lines.map((line) => line.slice(least)).join('\n');
}

/** Whether these lines stand in the source, one after the other, indented in whatever way. */
function isQuoted({ text }: Pick<Quote, 'text'>, source: string): boolean {
  const quoted = text.trimEnd().split('\n');
  const lines = source.split('\n');
  return lines.some((_, at) => outdented(lines.slice(at, at + quoted.length)) === quoted.join('\n'));
}

describe('the guide for integrators', () => {
  const quotes = ['README.md', 'shared/client/README.md', 'shared/client/integrating.md'].flatMap((path) =>
    quotesIn(read(path)),
  );

  test('quotes each of the three programs', () => {
    const programs = new Set(quotes.map(({ path }) => path.split('/')[3]));
    expect([...programs].sort()).toEqual(['airline', 'common', 'hotel', 'rail']);
    expect(quotes.length).toBeGreaterThan(10);
  });

  test.each(quotes)('quotes $path as it is', (quote) => {
    expect(isQuoted(quote, read(quote.path)), quote.text).toBe(true);
  });

  test('a quote that has become another is found', () => {
    const source = '  if (a) {\n    b();\n  }\n';
    expect(isQuoted({ text: 'if (a) {\n  b();\n}\n' }, source)).toBe(true);
    expect(isQuoted({ text: 'if (a) {\n  c();\n}\n' }, source)).toBe(false);
    expect(isQuoted({ text: 'if (a) {\n    b();\n}\n' }, source)).toBe(false);
  });
});

test('a program uses the published client and nothing else of the repository', () => {
  const folder = 'test/e2e/integrations';
  const sources = ['rail', 'hotel', 'airline', 'common'].flatMap((program) =>
    readdirSync(join(ROOT, folder, program))
      .filter((name) => name !== 'flows.ts')
      .map((name) => `${folder}/${program}/${name}`),
  );
  expect(sources.length).toBeGreaterThan(25);
  for (const path of sources) {
    const imports = [...read(path).matchAll(/from '([^']+)'/g)].map((match) => match[1] as string);
    const foreign = imports.filter(
      (name) =>
        !/^(?:node:|\.\/|\.\.\/common\/|\.\.\/support\/cuttable-line\.ts$)/.test(name) &&
        name !== '../../../../shared/client/index.ts',
    );
    expect([path, foreign]).toEqual([path, []]);
  }
});
