import { describe, expect, test } from 'vitest';
import { LOCAL_LOG_CODES } from '../../../infra/local/log-codes.ts';
import { LOG_CODES } from '../../../shared/runtime/log-codes.ts';
import { findLogCalls } from './log-calls.ts';
import { inlineCode, type MarkdownDocument, sections } from './markdown.ts';
import { filesBelow, markdownDocuments, readText } from './repository.ts';

const known: ReadonlySet<string> = new Set([...Object.keys(LOG_CODES), ...Object.keys(LOCAL_LOG_CODES)]);
const kinds = new Set([...known].map((code) => code.split('.')[0] as string));

const calls = ['functions', 'shared', 'infra']
  .flatMap(filesBelow)
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({ path, ...findLogCalls(readText(path)) }));
const alarming = [...new Set(calls.flatMap(({ codes }) => codes))].sort();

const runbook = markdownDocuments().filter(({ path }) => path.startsWith('infra/runbook/'));

/** The codes that have a section of their own: their name in backticks is its heading. */
function codesWithSection(documents: readonly MarkdownDocument[]): readonly string[] {
  return documents
    .flatMap(({ text }) => sections(text))
    .map(({ title }) => /^`([a-z.-]+)`$/.exec(title)?.[1])
    .filter((code) => code !== undefined);
}

/** What looks like a log code and is none. */
function unknownCodes(documents: readonly MarkdownDocument[]): readonly string[] {
  return documents
    .flatMap(({ text }) => [
      ...inlineCode(text),
      ...[...text.matchAll(/\$\.code = "([^"]+)"/g)].map(([, code]) => code),
    ])
    .filter((code) => code !== undefined)
    .filter((code) => /^[a-z]+\.[a-z][a-z-]*$/.test(code) && kinds.has(code.split('.')[0] as string))
    .filter((code) => !/\.(?:ts|md|json|mjs)$/.test(code) && !known.has(code));
}

/** Sections for on-call people that do not say what happened, where to look and what to do, in this sequence. */
function incomplete(documents: readonly MarkdownDocument[]): readonly string[] {
  return documents
    .flatMap(({ text }) => sections(text))
    .filter(
      ({ title, level, body }) =>
        level === 2 && (/^`[a-z.-]+`$/.test(title) || body.includes('**Do this.**')),
    )
    .filter(
      ({ body }) => !/\*\*What happened\.\*\*[\s\S]*\*\*Look here\.\*\*[\s\S]*\*\*Do this\.\*\*/.test(body),
    )
    .map(({ title }) => title);
}

describe('the runbook', () => {
  test('is held against the calls in the sources, which are found', () => {
    expect(alarming).toEqual(
      expect.arrayContaining(['check.undetermined', 'change.poison', 'queue.message-parked']),
    );
    expect(alarming.length).toBeGreaterThan(15);
    expect(calls.flatMap(({ path, unreadable }) => unreadable.map((call) => `${path}: ${call}`))).toEqual([]);
    expect(alarming.filter((code) => !known.has(code))).toEqual([]);
  });

  test.each(alarming)('has a section on %s', (code) => {
    expect(codesWithSection(runbook)).toContain(code);
  });

  test('has one section for each code, and none that is never logged as a warning or an error', () => {
    expect([...codesWithSection(runbook)].sort()).toEqual(alarming);
  });

  test('names no code that there is not', () => {
    expect(unknownCodes(runbook)).toEqual([]);
  });

  test('says for each code and situation what happened, where to look and what to do', () => {
    expect(incomplete(runbook)).toEqual([]);
    const situations = runbook.find(({ path }) => path.endsWith('situations.md')) as MarkdownDocument;
    expect(sections(situations.text).filter(({ level }) => level === 2).length).toBeGreaterThan(5);
  });
});

describe('a gap is found', () => {
  const page = (text: string): readonly MarkdownDocument[] => [{ path: 'infra/runbook/a.md', text }];
  const whole = '**What happened.** a\n\n**Look here.** b\n\n**Do this.** c\n';

  test('a code without a section', () => {
    expect(codesWithSection(page(`See \`change.failed\`.\n\n## \`change.poison\`\n\n${whole}`))).toEqual([
      'change.poison',
    ]);
  });

  test('a code that there is not, in words and in a command', () => {
    expect(unknownCodes(page('`change.lost`, `change.failed`, `app.ts`, `order.state`'))).toEqual([
      'change.lost',
    ]);
    expect(unknownCodes(page('```sh\n\'{ $.code = "filter.gone" }\'\n```\n'))).toEqual(['filter.gone']);
  });

  test('a section that does not say what to do, or says it first', () => {
    const noDeed = '## `a.b`\n\n**What happened.** a\n\n**Look here.** b\n';
    const deedFirst = '## C\n\n**Do this.** c\n\n**What happened.** a\n\n**Look here.** b\n';
    expect(incomplete(page(`${noDeed}\n${deedFirst}\n## \`d.e\`\n\n${whole}`))).toEqual(['`a.b`', 'C']);
  });

  test('calls over several lines, on any logger, but not in comments', () => {
    const source = [
      "deps.logger.error('a.b', { x })",
      "logger?.warn(\n  'c.d',\n  fields)",
      "// logger.error('no.no')",
      "/* log.warn('no.no') */",
      "log.warn('e.f')",
      "console.error('no code')",
      "logger.info('g.h')",
      'logger.error(codeOf(event), fields)',
    ].join('\n');
    expect(findLogCalls(source)).toEqual({
      codes: ['a.b', 'c.d', 'e.f'],
      unreadable: ['codeOf(event), fields)'],
    });
  });
});
