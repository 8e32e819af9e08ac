import { describe, expect, test } from 'vitest';
import { possibleActsOn, stateOf } from '../../../shared/due-process/state-of.ts';
import { type EffectTimes, nextRecord } from '../../../shared/orders/next-record.ts';
import type { OrderRecord, OrderTerms } from '../../../shared/orders/order.ts';
import { HOUR_MS, NOW_MS, orderVersion, terms } from '../orders/fixtures.ts';

const MARGIN_MS = 1_000;

/** Versions with these terms, applied one hour after the other from NOW_MS on. */
function applied(...versions: Partial<OrderTerms>[]): OrderRecord {
  let record: OrderRecord | undefined;
  for (const [index, overrides] of versions.entries()) {
    const times: EffectTimes = { appliedAtMs: NOW_MS + index * HOUR_MS, keysKnownAtMs: undefined };
    const change = { ...orderVersion({ version: index + 1 }), terms: terms(overrides) };
    record = nextRecord(change, record, times);
  }
  return record as OrderRecord;
}

const toMs = NOW_MS + 10 * HOUR_MS;
const period = { fromMs: 0, toMs };

describe('an order', () => {
  test('of which the register holds nothing is a warning at most', () => {
    expect(stateOf(undefined, NOW_MS)).toBe('risk-warning');
  });

  test('is imposed until it takes effect', () => {
    expect(stateOf(applied({}), NOW_MS + MARGIN_MS - 1)).toBe('imposed');
    expect(stateOf(applied({}), NOW_MS + MARGIN_MS)).toBe('in-force');
  });

  test('is imposed until its period begins', () => {
    const later = applied({ period: { fromMs: NOW_MS + HOUR_MS, toMs: null } });
    expect(stateOf(later, NOW_MS + HOUR_MS - 1)).toBe('imposed');
    expect(stateOf(later, NOW_MS + HOUR_MS)).toBe('in-force');
  });

  test('stays in force while a newer version of it takes effect', () => {
    expect(stateOf(applied({}, {}), NOW_MS + HOUR_MS)).toBe('in-force');
  });

  test('that is resumed takes effect anew', () => {
    const resumed = applied({}, { status: 'suspended' }, {});
    expect(stateOf(resumed, NOW_MS + 2 * HOUR_MS)).toBe('imposed');
    expect(stateOf(resumed, NOW_MS + 2 * HOUR_MS + MARGIN_MS)).toBe('in-force');
  });

  test.each(['active', 'suspended'] as const)('that is %s expires with its period', (status) => {
    const before = status === 'active' ? 'in-force' : 'suspended';
    expect(stateOf(applied({ status, period }), toMs - 1)).toBe(before);
    expect(stateOf(applied({ status, period }), toMs)).toBe('expired');
  });

  test.each(['released', 'cancelled'] as const)('that is %s stays so when its period is over', (status) => {
    expect(stateOf(applied({}, { status, endReason: 'performed', period }), toMs + 1)).toBe(status);
  });
});

test('only an officer has an office to leave', () => {
  const at = NOW_MS + HOUR_MS;
  expect(possibleActsOn(applied({ role: 'legal-representative' }), at)).toContain('end-role');
  expect(possibleActsOn(applied({ role: 'debtor' }), at)).not.toContain('end-role');
});
