import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { residentIdOf, SYNTHETIC_PEOPLE } from '../../../functions/cli/synthetic/documents.ts';
import { parseDocument } from '../../../shared/identity/parse-document.ts';
import { readChange } from '../../../shared/orders/read-change.ts';
import { impositionOf, nextOrderId, releaseOf } from '../../../shared/sandbox/orders.ts';
import { SANDBOX_SUBJECTS, type SandboxSubject } from '../../../shared/sandbox/subjects.ts';
import { SLOW_MS } from '../../../shared/sandbox/troubled-pointers.ts';
import { SYNTHETIC_DOCUMENTS, syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { NOW_MS } from '../orders/fixtures.ts';

const subjects: readonly SandboxSubject[] = SANDBOX_SUBJECTS;
const named = subjects.flatMap((subject) =>
  subject.order === undefined ? [] : [{ ...subject, order: subject.order }],
);
const table = readFileSync(new URL('../../../shared/sandbox/README.md', import.meta.url), 'utf8');

test.each(subjects)('$label has a valid document of its own, without a warning', ({ document, kind }) => {
  const parsed = parseDocument(document);
  expect(parsed).toMatchObject({ kind: 'valid', document: { subjectKind: kind, warnings: [] } });
  expect(subjects.filter((one) => one.document.number === document.number)).toHaveLength(1);
});

test('everybody has another label and another name', () => {
  expect(new Set(subjects.map(({ label }) => label)).size).toBe(subjects.length);
  expect(new Set(subjects.map(({ name }) => name)).size).toBe(subjects.length);
});

test('nobody is one of the other synthetic people, whose sequences end before theirs', () => {
  const sequenceOf = (number: string) => Number(number.slice(14, 17));
  const last = [syntheticResidentId(SYNTHETIC_DOCUMENTS - 1), residentIdOf(SYNTHETIC_PEOPLE - 1)];
  for (const { document } of subjects.filter(({ kind }) => kind === 'person')) {
    expect(document.number.slice(0, 6)).toBe('999999');
    for (const number of last) expect(sequenceOf(document.number)).toBeGreaterThan(sequenceOf(number));
  }
});

test('the table of the README names exactly these numbers, with their names', () => {
  const rows = [...table.matchAll(/^\| `([0-9A-Z]{18})`(?: \(organization\))? +\| (\S+) +\|/gm)];
  expect(rows.map(([, number, name]) => [number, name])).toEqual(
    subjects.map(({ document, name }) => [document.number, name]),
  );
});

test('the README says how long the slow subject takes', () => {
  expect(table).toContain(`allowed, after ${SLOW_MS / 1_000} s`);
});

test.each(named)('the order of $label passes the gates, and so does its release', (subject) => {
  const orderId = nextOrderId(subject, undefined, NOW_MS);
  expect(readChange(impositionOf(subject, orderId), NOW_MS)).toMatchObject({ kind: 'read' });
  expect(readChange(releaseOf(subject, orderId, 2), NOW_MS)).toMatchObject({ kind: 'read' });
});

test('order and change ids follow from the end before alone, and from the day if none is known', () => {
  const [subject] = named;
  if (!subject) throw new Error('there is no subject');
  const later = NOW_MS + 60_000;
  expect(nextOrderId(subject, 5_000, NOW_MS)).toBe(nextOrderId(subject, 5_000, later));
  expect(nextOrderId(subject, 5_000, NOW_MS)).not.toBe(nextOrderId(subject, 6_000, NOW_MS));
  expect(nextOrderId(subject, undefined, NOW_MS)).toBe(nextOrderId(subject, undefined, later));
  expect(nextOrderId(subject, undefined, NOW_MS)).not.toBe(
    nextOrderId(subject, undefined, NOW_MS + 86_400_000),
  );
  const orderId = nextOrderId(subject, undefined, NOW_MS);
  expect(impositionOf(subject, orderId)).toEqual(impositionOf(subject, orderId));
  expect(impositionOf(subject, orderId).changeId).not.toBe(releaseOf(subject, orderId, 2).changeId);
});
