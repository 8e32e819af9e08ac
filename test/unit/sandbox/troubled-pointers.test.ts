import { describe, expect, test } from 'vitest';
import { READ_BUDGET_MS } from '../../../functions/check-api/dependencies.ts';
import { createMemoryPointers } from '../../../shared/adapters/memory/pointers.ts';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { createSubjectKeyer, type SubjectKeyer } from '../../../shared/identity/subject-keyer.ts';
import { keyOf } from '../../../shared/sandbox/key-of.ts';
import { SANDBOX_SUBJECTS } from '../../../shared/sandbox/subjects.ts';
import { SLOW_MS, troubledPointers } from '../../../shared/sandbox/troubled-pointers.ts';
import { makers } from '../orders/fixtures.ts';
import type { Label } from './world.ts';

const ORDER = 'ord-1' as OrderId;

const OTHER_KEYER = createSubjectKeyer({ version: 's2', key: new Uint8Array(32).fill(8) });

async function troubled() {
  let keyer: SubjectKeyer = makers.keyer;
  const pointers = createMemoryPointers();
  for (const one of [keyer, OTHER_KEYER]) {
    await pointers.put(
      ORDER,
      SANDBOX_SUBJECTS.map((subject) => keyOf(subject, one)),
    );
  }
  const waits: number[] = [];
  const { findOrderIds } = troubledPointers(
    pointers,
    async () => keyer,
    async (ms) => waits.push(ms),
  );
  return {
    find: (...labels: Label[]) =>
      findOrderIds(
        SANDBOX_SUBJECTS.filter(({ label }) => labels.includes(label)).map((subject) =>
          keyOf(subject, keyer),
        ),
      ),
    rotate: () => {
      keyer = OTHER_KEYER;
    },
    waits,
  };
}

describe('in the sandbox, the pointers', () => {
  test('cannot be read of the undetermined subject, alone or beside another document', async () => {
    const { find } = await troubled();
    await expect(find('undetermined')).rejects.toThrow(DependencyUnavailable);
    await expect(find('air', 'undetermined')).rejects.toThrow(DependencyUnavailable);
  });

  test('of the slow subject come late, and as they are', async () => {
    const { find, waits } = await troubled();
    expect(await find('slow')).toEqual([ORDER]);
    expect(waits).toEqual([SLOW_MS]);
  });

  test.each(
    SANDBOX_SUBJECTS.map(({ label }) => label).filter(
      (label) => label !== 'undetermined' && label !== 'slow',
    ),
  )('of the subject %s are read as ever', async (label) => {
    const { find, waits } = await troubled();
    expect(await find(label)).toEqual([ORDER]);
    expect(waits).toEqual([]);
  });

  test('are recognised when the secret has been rotated', async () => {
    const { find, rotate, waits } = await troubled();
    await find('slow');
    rotate();
    await find('slow');
    expect(waits).toEqual([SLOW_MS, SLOW_MS]);
    await expect(find('undetermined')).rejects.toThrow(DependencyUnavailable);
  });
});

test('the slow subject leaves the check time for what it reads afterwards', () => {
  expect(SLOW_MS).toBeLessThanOrEqual(READ_BUDGET_MS - 150);
});
