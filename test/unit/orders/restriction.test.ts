import { describe, expect, test } from 'vitest';
import type { GrantId } from '../../../shared/contracts/ids.ts';
import { itemsStillRestricted, restricts } from '../../../shared/orders/restriction.ts';
import { grant, HOUR_MS, NOW_MS, terms } from './fixtures.ts';

const now = { nowMs: NOW_MS };
const air = { items: ['air'] as const, ...now };
const NO = { kind: 'no' };

describe('an order restricts', () => {
  test('the items that it names and no other', () => {
    expect(restricts(terms(), air)).toEqual({ kind: 'yes', items: ['air'] });
    expect(restricts(terms(), { items: ['hotel'], ...now })).toEqual(NO);
    expect(restricts(terms(), { items: ['rail-soft-sleeper', 'rail-emu'], ...now })).toEqual({
      kind: 'yes',
      items: ['rail-emu'],
    });
  });

  test.each(['suspended', 'released', 'cancelled'] as const)('nothing while it is %s', (status) => {
    expect(restricts(terms({ status }), air)).toEqual(NO);
  });

  test.each([
    ['at its begin', { fromMs: NOW_MS, toMs: null }, 'yes'],
    ['just before its begin', { fromMs: NOW_MS + 1, toMs: null }, 'no'],
    ['just before its end', { fromMs: 0, toMs: NOW_MS + 1 }, 'yes'],
    ['at its end', { fromMs: 0, toMs: NOW_MS }, 'no'],
  ] as const)('%s: %o gives %s', (_, period, kind) => {
    expect(restricts(terms({ period }), air).kind).toBe(kind);
  });

  test('now, even if the service is rendered after its period', () => {
    const period = { fromMs: 0, toMs: NOW_MS + HOUR_MS };
    expect(restricts(terms({ period }), { ...air, serviceAtMs: NOW_MS + 2 * HOUR_MS }).kind).toBe('yes');
  });

  test('only the roles that the rule concerns', () => {
    const officer = terms({ role: 'legal-representative' });
    expect(restricts(officer, { ...air, roles: ['debtor'] })).toEqual(NO);
    expect(restricts(officer, { ...air, roles: ['debtor', 'legal-representative'] }).kind).toBe('yes');
  });
});

describe('a grant', () => {
  test('lifts its items within its window, which excludes its end', () => {
    const windows = [
      [NOW_MS, NOW_MS + 1, 'no'],
      [NOW_MS + 1, NOW_MS + 2, 'yes'],
      [NOW_MS - 1, NOW_MS, 'yes'],
    ] as const;
    for (const [fromMs, toMs, kind] of windows) {
      expect(restricts(terms({ grants: [grant({ fromMs, toMs })] }), air).kind).toBe(kind);
    }
  });

  test('covers the time of the service where that is known, not the time of the sale', () => {
    const later = grant({ fromMs: NOW_MS + HOUR_MS, toMs: NOW_MS + 2 * HOUR_MS });
    const order = terms({ grants: [later] });
    expect(restricts(order, { ...air, serviceAtMs: NOW_MS + HOUR_MS })).toEqual(NO);
    expect(restricts(order, { ...air, serviceAtMs: NOW_MS })).toEqual({ kind: 'yes', items: ['air'] });
  });

  test('for one of two restricted items lifts that one alone', () => {
    const order = terms({ grants: [grant({ items: ['air'] })] });
    expect(restricts(order, { items: ['air', 'rail-emu'], ...now })).toEqual({
      kind: 'yes',
      items: ['rail-emu'],
    });
  });

  test('with limited uses lifts if a use can be reserved', () => {
    const single = grant({ kind: 'single', uses: 1 });
    expect(restricts(terms({ grants: [single] }), air)).toEqual({
      kind: 'needs-use',
      items: ['air'],
      grants: [single],
    });
  });

  test('with limited uses is not offered where another item stays restricted', () => {
    const order = terms({ grants: [grant({ uses: 1 })] });
    expect(restricts(order, { items: ['air', 'rail-emu'], ...now })).toEqual({
      kind: 'yes',
      items: ['air', 'rail-emu'],
    });
  });

  test('with limited uses is not offered where an unlimited one lifts', () => {
    const order = terms({ grants: [grant({ uses: 1 }), grant({ grantId: 'g2' as GrantId })] });
    expect(restricts(order, air)).toEqual(NO);
  });

  test('is offered only if its uses are limited and it lifts what is left', () => {
    const single = grant({ grantId: 'single' as GrantId, kind: 'single', uses: 1 });
    const unlimited = grant({ grantId: 'unlimited' as GrantId, items: ['rail-emu'] });
    const elsewhere = grant({ grantId: 'elsewhere' as GrantId, items: ['hotel'], uses: 1 });
    const lifted = grant({ grantId: 'lifted' as GrantId, items: ['rail-emu'], uses: 1 });
    const order = terms({ grants: [unlimited, elsewhere, lifted, single] });
    expect(restricts(order, { items: ['air', 'rail-emu'], ...now })).toEqual({
      kind: 'needs-use',
      items: ['air'],
      grants: [single],
    });
  });

  test('that ends first is offered first, after those that lift more', () => {
    const late = grant({ grantId: 'late' as GrantId, uses: 1, toMs: NOW_MS + 3 * HOUR_MS });
    const early = grant({ grantId: 'early' as GrantId, uses: 1, toMs: NOW_MS + HOUR_MS });
    const both = grant({
      grantId: 'both' as GrantId,
      uses: 1,
      toMs: NOW_MS + 9 * HOUR_MS,
      items: ['air', 'rail-emu'],
    });
    const order = terms({ grants: [late, both, early] });
    const offered = (items: readonly ('air' | 'rail-emu')[]) => {
      const restriction = restricts(order, { items, ...now });
      return restriction.kind === 'needs-use' && restriction.grants.map(({ grantId }) => grantId);
    };
    expect(offered(['air'])).toEqual(['early', 'late', 'both']);
    expect(offered(['air', 'rail-emu'])).toEqual(['both', 'early', 'late']);
  });

  test('takes its items away from what stays restricted', () => {
    expect(itemsStillRestricted(['air', 'rail-emu'], grant({ items: ['air', 'hotel'] }))).toEqual([
      'rail-emu',
    ]);
  });
});
