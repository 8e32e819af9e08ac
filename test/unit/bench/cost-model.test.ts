import { describe, expect, test } from 'vitest';
import { billedMsPerRequest, monthlyCost, snapshotCost, tableBytes } from '../../bench/cost/monthly-cost.ts';
import { helpText, readParameters } from '../../bench/cost/parameters.ts';
import { PRICES, type Prices } from '../../bench/cost/prices.ts';
import { USAGE, type Usage } from '../../bench/cost/usage.ts';

/** Nothing costs anything but what a test prices. */
const FREE: Prices = Object.fromEntries(Object.keys(PRICES).map((name) => [name, 0])) as Prices;
const MONTH: Usage = { ...USAGE, checksPerDay: 1_000_000, daysPerMonth: 30 };

describe('the cost of a month', () => {
  test('counts 300 million requests of the gateway at the first price and the rest at the second', () => {
    const usage = { ...MONTH, checksPerDay: 20_000_000 };
    const prices = { ...FREE, httpApiPerMillion: 1, httpApiBeyondPerMillion: 0.5 };
    expect(monthlyCost(usage, prices, true).gateway).toBeCloseTo(300 + 150);
  });

  test('without a filter reads once for each document of an unlisted subject', () => {
    const usage = { ...MONTH, listedShare: 0.5, documentsPerSubject: 3 };
    const prices = { ...FREE, dynamoDbPerMillionReadUnits: 2 };
    expect(monthlyCost(usage, prices, false).lookups).toBeCloseTo(30 * 0.5 * 3 * 2);
  });

  test('with a filter reads only for false positives', () => {
    const usage = { ...MONTH, listedShare: 0, falsePositiveRate: 0.0001 };
    const prices = { ...FREE, dynamoDbPerMillionReadUnits: 1_000 };
    expect(monthlyCost(usage, prices, true).lookups).toBeCloseTo(30 * 0.0001 * 1_000);
  });

  test('charges polls by container and second, and none without a filter', () => {
    const usage = { ...MONTH, containers: 10, snapshotsPerDay: 0 };
    const prices = { ...FREE, dynamoDbPerMillionReadUnits: 1 };
    expect(monthlyCost(usage, prices, true).following).toBeCloseTo((10 * 86_400 * 30) / 1e6);
    expect(monthlyCost(usage, prices, false).following).toBe(0);
  });

  test('charges a scan by the 4 KiB of the whole table', () => {
    const usage = {
      ...MONTH,
      orders: 1_000,
      orderBytes: 4_096,
      pointers: 1_000,
      pointerBytes: 4_096,
      keptDays: 0,
    };
    expect(snapshotCost(usage, { ...FREE, dynamoDbPerMillionReadUnits: 1_000_000 })).toBeCloseTo(2_000);
  });

  test('counts what denials and changes leave for the time that it is kept', () => {
    const empty = { ...MONTH, orders: 0, pointers: 0, keptDays: 10 };
    const denials = { ...empty, listedShare: 0.1, denialBytes: 100, listChangesPerDay: 0 };
    expect(tableBytes(denials)).toBeCloseTo(10 * 100_000 * 100);
    const changes = { ...empty, listedShare: 0, listChangesPerDay: 7, changeKeptBytes: 1_000 };
    expect(tableBytes(changes)).toBeCloseTo(10 * 7 * 1_000);
  });

  test('charges list changes by what each reads and writes', () => {
    const usage = { ...MONTH, listChangesPerDay: 1_000, changeReadUnits: 2, changeWriteUnits: 5 };
    const prices = { ...FREE, dynamoDbPerMillionReadUnits: 1, dynamoDbPerMillionWriteUnits: 10 };
    expect(monthlyCost(usage, prices, true).listChanges).toBeCloseTo((30_000 * 52) / 1e6);
  });

  test('adds its parts up, and divides by the checks', () => {
    const { total, perMillionChecks, ...parts } = monthlyCost(MONTH, PRICES, true);
    expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(total);
    expect(perMillionChecks).toBeCloseTo(total / 30);
  });

  test('falls when several subjects share a request', () => {
    const party = { ...MONTH, subjectsPerRequest: 4 };
    expect(monthlyCost(party, PRICES, true).gateway).toBeCloseTo(
      monthlyCost(MONTH, PRICES, true).gateway / 4,
    );
  });
});

describe('the billed time of a request', () => {
  const usage = { ...USAGE, listedShare: 0, falsePositiveRate: 0, restrictedShare: 1 };

  test('is one millisecond when memory answers', () => {
    expect(billedMsPerRequest(usage, true)).toBe(1);
  });

  test('without a filter is the reads, as many at once as are allowed, in whole milliseconds', () => {
    expect(billedMsPerRequest({ ...usage, readMs: 4, readsAtOnce: 16 }, false)).toBe(5);
    expect(billedMsPerRequest({ ...usage, subjectsPerRequest: 17, readMs: 4, readsAtOnce: 16 }, false)).toBe(
      9,
    );
  });

  test('includes denials by their share', () => {
    expect(billedMsPerRequest({ ...usage, listedShare: 0.1, denialMs: 20 }, true)).toBeCloseTo(3);
  });
});

describe('the parameters', () => {
  test('are all named in the help, with their defaults', () => {
    expect(helpText()).toContain('--checks-per-day');
    expect(helpText().split('\n')).toHaveLength(2 + Object.keys({ ...PRICES, ...USAGE }).length);
  });

  test('take the place of defaults', () => {
    const { usage, prices } = readParameters(['--checks-per-day', '5', '--s3-per-million-gets', '0.9']);
    expect(usage.checksPerDay).toBe(5);
    expect(prices.s3PerMillionGets).toBe(0.9);
    expect(usage.orders).toBe(USAGE.orders);
  });

  test.each(['-1', 'much', ''])('refuse %j', (value) => {
    expect(() => readParameters([`--orders=${value}`])).toThrow(RangeError);
  });

  test('ask for a whole deployment by --sizes', () => {
    expect(readParameters(['--sizes']).sizes).toBe(true);
    expect(readParameters([]).sizes).toBe(false);
  });

  test('refuse an option that there is not', () => {
    expect(() => readParameters(['--order', '1'])).toThrow(TypeError);
  });
});
