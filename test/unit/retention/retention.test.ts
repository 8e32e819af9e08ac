import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { itemKeys } from '../../../shared/adapters/dynamodb/keys.ts';
import { expiresAtS, KEPT_MS, LATE_CHANGE_MS, LIMITATION_MS } from '../../../shared/retention/periods.ts';
import { RETENTION, type RetentionRule, retentionTable } from '../../../shared/retention/retention.ts';

const root = new URL('../../../', import.meta.url);
const rules: readonly [string, RetentionRule][] = Object.entries(RETENTION);
const kindsRemovedBy = (by: RetentionRule['removal']['by']) =>
  rules.filter(([, { removal }]) => removal.by === by).map(([kind]) => kind);

describe('the retention table', () => {
  test('has a row for every kind of item in the register, and no other', () => {
    expect(Object.keys(RETENTION).toSorted()).toEqual(Object.keys(itemKeys).toSorted());
  });

  test('stands in the README as it stands in the code', () => {
    const readme = readFileSync(new URL('shared/retention/README.md', root), 'utf8');
    expect(readme).toContain(retentionTable());
  });

  test('has a period for every kind that is removed after a time, and for no other', () => {
    const withPeriod = [...kindsRemovedBy('its own end'), ...kindsRemovedBy('the end of its order')];
    expect(Object.keys(KEPT_MS).toSorted()).toEqual(withPeriod.toSorted());
  });

  test('is what adapters take the end of their items from', () => {
    const folder = new URL('shared/adapters/dynamodb/', root);
    const adapters = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'));
    // Effects of checks get their end from the check, which takes it from the same table.
    const bySource = kindsRemovedBy('its own end').filter((kind) => kind !== 'checkEffects');
    const without = bySource.filter(
      (kind) => !adapters.some((text) => text.includes(`expiresAtS('${kind}'`)),
    );
    expect(without).toEqual([]);
  });

  test('keeps evidence for the longer of both limitation times, and pointers longer than a queue and its dead letters', () => {
    expect(LIMITATION_MS).toBeGreaterThanOrEqual(3 * 365 * 86_400_000);
    for (const kind of ['order', 'interception', 'allowance', 'receipt'] as const)
      expect(KEPT_MS[kind]).toBe(LIMITATION_MS);
    expect(KEPT_MS.pointer).toBeGreaterThan(LATE_CHANGE_MS);
    expect(LATE_CHANGE_MS).toBeGreaterThanOrEqual(2 * 14 * 86_400_000);
  });

  test('never ends anything too early', () => {
    expect(expiresAtS('checkEffects', 1)).toBe(90 * 86_400 + 1);
    expect(expiresAtS('checkEffects', 0)).toBe(90 * 86_400);
  });
});
