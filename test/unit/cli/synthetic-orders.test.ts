import { describe, expect, test } from 'vitest';
import { CSV_COLUMNS, cellsOfOrder, changeFromCells } from '../../../functions/cli/input/csv-columns.ts';
import { MAX_ORDERS, MAX_SEED, syntheticOrder } from '../../../functions/cli/synthetic/orders.ts';
import { readChange } from '../../../shared/orders/read-change.ts';
import { changeIdOf } from '../orders/fixtures.ts';

/** The first day on which every synthetic order was served. */
const FIRST_DAY_MS = Date.parse('2026-01-01T00:00:00+08:00');

interface Order {
  readonly status: string;
  readonly items: readonly string[];
  readonly period: { readonly to: string | null };
  readonly grants: readonly { readonly kind: string }[];
  readonly subject: {
    readonly kind: string;
    readonly role: string;
    readonly documents: readonly {
      readonly type: string;
      readonly number: string;
      readonly issuer?: string;
    }[];
  };
}

function orders(count: number, seed: number): readonly Order[] {
  return Array.from({ length: count }, (_, n) => syntheticOrder(n, seed) as unknown as Order);
}

describe('synthetic orders', () => {
  test.each([0, 1, 77, MAX_SEED])('of seed %i pass the gates without a warning', (seed) => {
    const sample = [...Array.from({ length: 1_500 }, (_, n) => n), MAX_ORDERS - 1];
    const problems = sample.flatMap((n) => {
      const reading = readChange({ changeId: changeIdOf(1), order: syntheticOrder(n, seed) }, FIRST_DAY_MS);
      return reading.kind === 'rejected' ? reading.problems : [];
    });
    expect(problems).toEqual([]);
  });

  test('are the same for the same seed and others for another', () => {
    expect(orders(200, 5)).toEqual(orders(200, 5));
    expect(syntheticOrder(150, 5)).toEqual(orders(151, 5)[150]);
    const numbersOf = (seed: number) =>
      orders(200, seed).map(({ subject }) => subject.documents.map(({ number }) => number).join());
    const other = new Set(numbersOf(6));
    expect(numbersOf(5).filter((number) => other.has(number)).length).toBeLessThan(10);
  });

  test('name a subject of its own each, with documents that belong to nobody', () => {
    const documents = orders(20_000, 3).flatMap(({ subject }) => subject.documents);
    const keyed = documents
      .filter(({ number }) => number.length === 18 || number.startsWith('U'))
      .filter(({ number }) => !number.startsWith('UTO'));
    expect(new Set(keyed.map(({ type, number }) => `${type} ${number}`)).size).toBe(keyed.length);
    for (const { number, issuer } of documents) {
      expect(
        number.startsWith('999999') || number.startsWith('91999999M') || /^U(TO)?\d+$/.test(number),
      ).toBe(true);
      expect(issuer ?? 'UTO').toBe('UTO');
    }
  });

  test('are mixed: kinds of subject and document, roles, states, items, periods and grants', () => {
    const some = orders(4_000, 9);
    const share = (of: (order: Order) => boolean) => some.filter(of).length / some.length;
    expect(share(({ subject }) => subject.kind === 'organization')).toBeCloseTo(0.12, 1);
    expect(share(({ subject }) => subject.role !== 'debtor')).toBeCloseTo(0.15, 1);
    expect(share(({ subject }) => subject.documents.length > 1)).toBeCloseTo(0.28, 1);
    expect(share(({ period }) => period.to === null)).toBeCloseTo(0.7, 1);
    expect(new Set(some.map(({ status }) => status))).toEqual(new Set(['active', 'suspended', 'released']));
    expect(new Set(some.map(({ items }) => items.join())).size).toBeGreaterThan(100);
    expect(new Set(some.flatMap(({ items }) => items)).size).toBe(10);
    expect(new Set(some.flatMap(({ grants }) => grants.map(({ kind }) => kind)))).toEqual(
      new Set(['temporary', 'necessity', 'personal-property', 'single']),
    );
    expect(new Set(some.flatMap(({ subject }) => subject.documents.map(({ type }) => type)))).toEqual(
      new Set(['resident-id', 'passport', 'foreign-permanent-resident-id', 'unified-social-credit-code']),
    );
    expect(new Set(some.map(({ subject }) => subject.role)).size).toBe(5);
  });

  test('written as CSV cells are read as they were', () => {
    for (let n = 0; n < 2_000; n += 1) {
      const order = syntheticOrder(n, 4);
      expect(changeFromCells(CSV_COLUMNS, cellsOfOrder(order))).toEqual({ order });
    }
  });
});
