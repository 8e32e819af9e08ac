import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MarkdownDocument } from './markdown.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** What is installed, built or kept by running, never written by hand. */
const NOT_OURS = new Set(['node_modules', '.git', '.data', 'cdk.out', 'dist', 'coverage']);

/** What statements in documents are held against. Paths are from the root, with `/`. */
export interface Repository {
  exists(path: string): boolean;
  /** Names of files at any depth below a folder. */
  fileNamesBelow(folder: string): ReadonlySet<string>;
  /** Of a Markdown document. */
  read(path: string): string;
  readonly scripts: ReadonlySet<string>;
}

export function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => !NOT_OURS.has(entry.name))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      return entry.isDirectory() ? filesBelow(path) : [path];
    });
}

export function foldersIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `${folder}/${entry.name}`);
}

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

export function markdownDocuments(): readonly MarkdownDocument[] {
  return filesBelow('')
    .filter((path) => path.endsWith('.md'))
    .map((path) => ({ path, text: readText(path) }));
}

/** This repository. */
export function thisRepository(): Repository {
  const names = new Map<string, ReadonlySet<string>>();
  return {
    exists: (path) => existsSync(join(ROOT, path)),
    fileNamesBelow(folder) {
      const known =
        names.get(folder) ?? new Set(filesBelow(folder).map((path) => path.split('/').at(-1) as string));
      names.set(folder, known);
      return known;
    },
    read: readText,
    scripts: new Set(
      Object.keys((JSON.parse(readText('package.json')) as { scripts: Record<string, string> }).scripts),
    ),
  };
}
