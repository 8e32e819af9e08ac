import { describe, expect, test } from 'vitest';
import { countedAs } from '../../../functions/inquiry-api/client-address.ts';
import { createMemoryRateCounters } from '../../../shared/adapters/memory/rate-counters.ts';
import { parseDocument } from '../../../shared/identity/parse-document.ts';
import { formatSubjectKey } from '../../../shared/identity/subject-key.ts';
import { createSubjectKeyer } from '../../../shared/identity/subject-keyer.ts';
import { createCounterNames } from '../../../shared/rate-limits/counter-names.ts';
import { pass } from '../../../shared/rate-limits/limit.ts';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';

const SECRET = { version: 'test-1', key: new Uint8Array(32).fill(7) };
const HOUR_MS = 3_600_000;

describe('a limit', () => {
  const limit = { name: 'test', max: 2, windowMs: HOUR_MS };
  const deps = () => ({ counters: createMemoryRateCounters(), names: createCounterNames(SECRET) });
  const TEN = Date.parse('2026-11-23T10:00:00+08:00');

  test('lets pass so often in a window, and begins again with the next', async () => {
    const parts = deps();
    const at = (ms: number) => pass(limit, 'a', TEN + ms, parts);
    expect(await at(0)).toEqual({ kind: 'within', count: 1 });
    expect(await at(1)).toEqual({ kind: 'within', count: 2 });
    expect(await at(HOUR_MS - 1_500)).toEqual({ kind: 'over', count: 3, retryAfterSeconds: 2 });
    expect(await at(HOUR_MS)).toEqual({ kind: 'within', count: 1 });
  });

  test('is one for each that is counted', async () => {
    const parts = deps();
    for (const who of ['a', 'a', 'a', 'b']) await pass(limit, who, TEN, parts);
    expect(await pass(limit, 'b', TEN, parts)).toEqual({ kind: 'within', count: 2 });
  });

  test('of a day ends at midnight in Shanghai', async () => {
    const parts = deps();
    const daily = { name: 'daily', max: 0, windowMs: 24 * HOUR_MS };
    expect(await pass(daily, 'a', TEN, parts)).toMatchObject({ retryAfterSeconds: 14 * 3_600 });
  });
});

describe('the name of a counter', () => {
  const names = createCounterNames(SECRET);
  const number = syntheticResidentId(1);

  test('is never the subject key of a number, in any window', () => {
    const parsed = parseDocument({ type: 'resident-id', number });
    if (parsed.kind === 'invalid') throw new Error('the document of a test is not valid');
    const key = formatSubjectKey(createSubjectKeyer(SECRET).keyOf(parsed.document));
    const counted = [0, 86_400_000].map((window) =>
      names.nameOf('inquiry-number', `cn-18|${number}`, window),
    );
    expect(new Set([key, ...counted]).size).toBe(3);
  });

  test('differs between limits, between what is counted and between secrets', () => {
    const other = createCounterNames({ version: 'test-2', key: new Uint8Array(32).fill(8) });
    const all = [
      names.nameOf('a', 'x', 0),
      names.nameOf('b', 'x', 0),
      names.nameOf('a', 'y', 0),
      other.nameOf('a', 'x', 0),
    ];
    expect(new Set(all).size).toBe(4);
    expect(all.every((name) => /^[0-9a-f]{32}$/.test(name))).toBe(true);
  });
});

describe('an address', () => {
  test.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%s counts as %s', (address, counted) => {
    expect(countedAs(address)).toBe(counted);
  });
});
