import { describe, expect, test } from 'vitest';
import { LOG_CODE_ALARMS, type Noticed } from '../../infra/constructs/alarm-log-codes.ts';
import { ALARMS, type AlarmId } from '../../infra/constructs/alarm-table.ts';
import { LOCAL_LOG_CODES } from '../../infra/local/log-codes.ts';
import type { LogCode } from '../../shared/runtime/log-codes.ts';
import { findLogCalls } from '../unit/documents/log-calls.ts';
import { anchors, sections } from '../unit/documents/markdown.ts';
import { filesBelow, markdownDocuments, readText } from '../unit/documents/repository.ts';

const PAGES = 'infra/runbook/';
const pages = markdownDocuments().filter(({ path }) => path.startsWith(PAGES));
const index = readText(`${PAGES}README.md`);
const alarms = Object.entries(ALARMS) as [AlarmId, { readonly runbook: string }][];

/** The body of a section by its page and anchor. */
function sectionAt(reference: string): string | undefined {
  const [page, anchor] = reference.split('#') as [string, string];
  const text = pages.find(({ path }) => path === PAGES + page)?.text ?? '';
  return sections(text).find(({ title }) => anchors(`# ${title}\n`).has(anchor))?.body;
}

describe('the runbook has for each alarm', () => {
  test.each(alarms)('%s: what happened, where to look, what to do', (_, { runbook }) => {
    expect(sectionAt(runbook)).toMatch(
      /\*\*What happened\.\*\* \S[\s\S]*\*\*Look here\.\*\* ?\S[\s\S]*\*\*Do this\.\*\*\s+\S/,
    );
  });

  test.each(alarms)('%s: a line in its index', (_, { runbook }) => {
    expect(index).toContain(`](${runbook}) `);
  });

  test('no section of alarms that no alarm leads to', () => {
    const known = new Set(alarms.map(([, { runbook }]) => runbook));
    const written = pages
      .filter(({ path }) => path.startsWith(`${PAGES}alarms-`))
      .flatMap(({ path, text }) =>
        sections(text)
          .filter(({ level, title }) => level === 2 && !title.startsWith('`'))
          .map(({ title }) => `${path.slice(PAGES.length)}#${title.toLowerCase().replaceAll(' ', '-')}`),
      );
    expect(written.length).toBeGreaterThan(20);
    expect(written.filter((one) => !known.has(one))).toEqual([]);
  });
});

describe('every warning and every error of a deployed function', () => {
  const logged = ['functions', 'shared']
    .flatMap(filesBelow)
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) => findLogCalls(readText(path)).codes)
    .filter((code) => !(code in LOCAL_LOG_CODES));
  const codes = [...new Set(logged)].sort() as LogCode[];

  test('is noticed by an alarm, or has a reason why not', () => {
    expect(codes.filter((code) => LOG_CODE_ALARMS[code] === undefined)).toEqual([]);
    const reasons = Object.values(LOG_CODE_ALARMS).flatMap((noticed) =>
      'unseen' in noticed ? [noticed.unseen] : [],
    );
    for (const reason of reasons) expect(reason.length).toBeGreaterThan(40);
  });

  test('is logged somewhere, if it has a row', () => {
    expect(Object.keys(LOG_CODE_ALARMS).filter((code) => !codes.includes(code as LogCode))).toEqual([]);
  });

  test('leads to an alarm that there is', () => {
    for (const noticed of Object.values(LOG_CODE_ALARMS) as Noticed[]) {
      if ('seenBy' in noticed) expect(Object.keys(ALARMS)).toContain(noticed.seenBy);
    }
  });
});
