import { posix } from 'node:path';
import {
  anchors,
  fencedBlocks,
  inlineCode,
  type MarkdownDocument,
  relativeLinks,
  tableRows,
} from './markdown.ts';
import type { Repository } from './repository.ts';

/** Reads one kind of statement in a document and returns those that are not true, as texts for the reader. */
export type Check = (document: MarkdownDocument, repository: Repository) => readonly string[];

const REPOSITORY_PATH = /^(?:functions|shared|infra|test|\.ci)\//;
const folderOf = ({ path }: MarkdownDocument): string => (path.includes('/') ? posix.dirname(path) : '');

/** Relative links lead to files and folders that exist, and to headings that exist in them. */
export const brokenLinks: Check = (document, repository) =>
  relativeLinks(document.text).flatMap(({ path, anchor }) => {
    const target = path === '' ? document.path : posix.join(folderOf(document), path);
    if (!repository.exists(target)) return [`link to ${path}`];
    if (anchor === undefined || !target.endsWith('.md')) return [];
    const text = target === document.path ? document.text : repository.read(target);
    return anchors(text).has(anchor) ? [] : [`link to ${path}#${anchor}`];
  });

/** Paths from the root, in backticks or in a fenced block, exist. Of one with a placeholder the part before it counts. */
export const missingPaths: Check = ({ text }, repository) => {
  const inProse = inlineCode(text).filter((code) => REPOSITORY_PATH.test(code));
  const inBlocks = fencedBlocks(text).flatMap((block) =>
    [...block.matchAll(/(?<![\w@./-])(?:\.\/)?((?:functions|shared|infra|test|\.ci)\/[\w./*<>{}-]*\w)/g)].map(
      (match) => match[1] as string,
    ),
  );
  return [...inProse, ...inBlocks].filter((path) => {
    const certain = path.split(/[\s:#]/)[0]?.split(/[^/]*[*<{…]/)[0] as string;
    return !repository.exists(certain);
  });
};

/**
 * Source files that a table lists exist: from the document's folder, somewhere below it, or from the root. Sentences may
 * speak of files that somebody is yet to write.
 */
export const missingSourceFiles: Check = (document, repository) =>
  inlineCode(tableRows(document.text))
    .filter((code) => /^[\w./-]+\.(?:ts|mjs)$/.test(code) && !REPOSITORY_PATH.test(code))
    .filter(
      (path) =>
        !repository.exists(posix.join(folderOf(document), path)) &&
        !repository.exists(path) &&
        (path.includes('/') || !repository.fileNamesBelow(folderOf(document)).has(path)),
    );

/** `npm start`, `npm test` and `npm run <script>` name scripts of package.json. */
export const missingScripts: Check = ({ text }, { scripts }) =>
  [...text.matchAll(/\bnpm(?:\s+-\S+)*\s+(start|test|run(?:-script)?((?:\s+-\S+)*)\s+([\w:-]+))/g)]
    .map((match) => (match[3] ?? match[1]) as string)
    .filter((script) => !scripts.has(script));

/** What `npx vitest run` is given exists, also when it comes without options. */
export const missingTestPaths: Check = ({ text }, repository) =>
  [...text.matchAll(/\bnpx\s+vitest\s+run((?:[ \t]+[\w./-]+)*)/g)]
    .flatMap((match) => (match[1] as string).trim().split(/\s+/))
    .map((word) => word.replace(/[.,]$/, ''))
    .filter((word) => word !== '' && !word.startsWith('-') && !repository.exists(word));

/** Folders of the machine that the document was written on mean nothing to anybody else. */
export const machinePaths: Check = ({ text }) =>
  [...text.matchAll(/(?<![\w.)\]}>*-])(?:\/(?:work|tmp|home|Users|root)\/[^\s`'")]*|[A-Z]:\\\S*)/g)].map(
    (match) => match[0],
  );
