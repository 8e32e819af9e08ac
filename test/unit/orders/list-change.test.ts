import { describe, expect, test } from 'vitest';
import { listChangeField, listChangesRequest, MAX_CHANGES } from '../../../shared/contracts/list-change.ts';
import { readChange } from '../../../shared/orders/read-change.ts';
import { changeAsSent, changeIdOf, grantAsSent, NOW_MS, ORGANIZATION } from './fixtures.ts';

function pointersOf(raw: unknown): string[] {
  const reading = readChange(raw, NOW_MS);
  return reading.kind === 'rejected' ? reading.problems.map(({ pointer }) => pointer) : [];
}

/** The change with one value replaced (removed for undefined); the path is a JSON Pointer. */
function changed(pointer: string, value: unknown): unknown {
  const change: Record<string, unknown> = structuredClone(changeAsSent(1, { grants: [grantAsSent()] }));
  const path = pointer.slice(1).split('/');
  const last = path.pop() as string;
  const parent = path.reduce<Record<string, unknown>>((part, step) => part[step] as never, change);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return change;
}

test('a change in form is read', () => {
  expect(pointersOf(changed('/order/version', 1_000_000_000))).toEqual([]);
});

const DOCUMENT = changeAsSent(1).order.subject;

describe('wrong fields are refused, each with its pointer', () => {
  test.each<[string, unknown]>([
    ['/changeId', 'change-1'],
    ['/changeId', 7],
    ['/changeId', undefined],
    ['/order', null],
    ['/order', undefined],
    ['/order/orderId', ''],
    ['/order/orderId', 'ord/1'],
    ['/order/orderId', '.hidden'],
    ['/order/orderId', 'o'.repeat(129)],
    ['/order/version', 0],
    ['/order/version', -1],
    ['/order/version', 1.5],
    ['/order/version', 1_000_000_001],
    ['/order/version', '1'],
    ['/order/status', 'paused'],
    ['/order/status', undefined],
    ['/order/endReason', 'performed'],
    ['/order/court', '京0105'],
    ['/order/court/name', ''],
    ['/order/court/name', '法'.repeat(201)],
    ['/order/court/phone', '0'.repeat(41)],
    ['/order/court/phone', undefined],
    ['/order/court/fax', '010'],
    ['/order/caseNumber', '（2026）京0105执1\u00004号'],
    ['/order/caseNumber', '一'.repeat(65)],
    ['/order/basis', 'rumour'],
    ['/order/subject/kind', 'household'],
    ['/order/subject/name', '\u202Eabc'],
    ['/order/subject/name', '   '],
    ['/order/subject/name', '名'.repeat(100_000)],
    ['/order/subject/role', 'cousin'],
    ['/order/subject/of', ORGANIZATION],
    ['/order/subject/documents', []],
    ['/order/subject/documents', Array(51).fill((DOCUMENT as { documents: unknown[] }).documents[0])],
    ['/order/subject/documents/0/type', 'library-card'],
    ['/order/subject/documents/0/number', '1\u0007'],
    ['/order/subject/documents/0/number', '9'.repeat(65)],
    ['/order/subject/documents/0/expires', '2030-01-01'],
    ['/order/items', []],
    ['/order/items', ['air', 'air']],
    ['/order/items/0', 'yacht'],
    ['/order/period', undefined],
    ['/order/period/from', '2026-02-30T00:00:00+08:00'],
    ['/order/period/from', '2026-01-01T00:00:00'],
    ['/order/period/from', 1_767_200_400],
    ['/order/period/to', undefined],
    ['/order/period/to', '2026-13-01T00:00:00Z'],
    ['/order/servedAt', '2026-01-01'],
    ['/order/warnedAt', 'yesterday'],
    ['/order/disclosure', 'secret'],
    ['/order/grants', {}],
    ['/order/grants', Array(101).fill(grantAsSent())],
    ['/order/grants/0/kind', 'holiday'],
    ['/order/grants/0/items', []],
    ['/order/grants/0/from', '2026-03-01T25:00:00+08:00'],
    ['/order/grants/0/uses', 0],
    ['/order/grants/0/uses', 1.5],
    ['/order/grants/0/uses', undefined],
    ['/order/grants/0/approvedBy', 'clerk'],
    ['/order/grants/0/note', 'x'],
    ['/order/score', 3],
    ['/urgent', true],
  ])('%s as %j', (pointer, value) => {
    expect(pointersOf(changed(pointer, value))).toEqual([pointer]);
  });

  test('an officer without the organization', () => {
    expect(pointersOf(changed('/order/subject/role', 'actual-controller'))).toEqual(['/order/subject/of']);
  });

  test.each(['released', 'cancelled'])('an order that is %s without a reason', (status) => {
    expect(pointersOf(changed('/order/status', status))).toEqual(['/order/endReason']);
  });

  test.each([null, 'change', 7, [], [[]]])('%j instead of a change', (raw) => {
    expect(pointersOf(raw).length).toBeGreaterThan(0);
  });
});

test('a change id is read without regard to case', () => {
  const { changeId } = listChangeField.parse({
    ...changeAsSent(1),
    changeId: 'ABCDEF00-0000-4000-8000-00000000000F',
  });
  expect(changeId).toBe('abcdef00-0000-4000-8000-00000000000f');
});

test('grants may be left out', () => {
  expect(listChangeField.parse(changed('/order/grants', undefined)).order.grants).toEqual([]);
});

test('a request holds 1 to 1,000 changes and nothing else', () => {
  const changes = (count: number) => ({ changes: Array(count).fill({ changeId: changeIdOf(1) }) });
  expect(listChangesRequest.safeParse(changes(1)).success).toBe(true);
  expect(listChangesRequest.safeParse(changes(MAX_CHANGES)).success).toBe(true);
  for (const wrong of [changes(0), changes(MAX_CHANGES + 1), {}, [], null, { ...changes(1), more: 1 }]) {
    expect(listChangesRequest.safeParse(wrong).success).toBe(false);
  }
});
