import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OperatorId, OrderId } from '../../../shared/contracts/ids.ts';
import { createDecisionIds } from '../../../shared/interceptions/decision-ids.ts';

const ids = createDecisionIds(new Uint8Array(32).fill(1));
const denial = {
  operatorId: 'demo-rail' as OperatorId,
  orderId: 'ord-1' as OrderId,
  productClass: 'rail.g-train',
};
const midnightInShanghai = Date.parse('2026-11-23T00:00:00+08:00');

describe('decision ids', () => {
  test('are of the calendar day in Asia/Shanghai', () => {
    const before = ids.candidates(denial, midnightInShanghai - 1);
    const after = ids.candidates(denial, midnightInShanghai);
    expect(after.today).not.toBe(before.today);
    expect(after.yesterday).toBe(before.today);
    expect(ids.candidates(denial, midnightInShanghai + 86_399_999)).toEqual(after);
  });

  test('say nothing to whoever does not have the secret', () => {
    const others = createDecisionIds(new Uint8Array(32).fill(2));
    expect(others.candidates(denial, 0).today).not.toBe(ids.candidates(denial, 0).today);
    expect(ids.candidates(denial, 0).today).not.toContain('ord-1');
  });

  test('differ for any other operator, order or class of product', () => {
    const text = fc.string({ minLength: 1, maxLength: 8, unit: fc.constantFrom('a', 'b', '1', '.', '-') });
    const denials = fc.record({ operatorId: text, orderId: text, productClass: text });
    fc.assert(
      fc.property(denials, denials, (a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b);
        const idOf = (one: typeof a) => ids.candidates(one as typeof denial, 0).today;
        return (idOf(a) === idOf(b)) === same;
      }),
    );
  });

  test('lead to a reference that a person can read out', () => {
    const reference = ids.redressReference(ids.candidates(denial, 0).today);
    expect(reference).toMatch(/^rdr_[0-9A-HJKMNP-TV-Z]{16}$/);
    expect(ids.redressReference(ids.candidates(denial, 0).today)).toBe(reference);
  });
});

describe('the holder of a reservation', () => {
  test('is one operator for one purchase, and tells neither', () => {
    const purchase = { sector: 'rail', train: 'G101' };
    const holder = ids.holder(denial.operatorId, purchase);
    expect(ids.holder(denial.operatorId, { ...purchase })).toBe(holder);
    expect(ids.holder('another' as OperatorId, purchase)).not.toBe(holder);
    expect(ids.holder(denial.operatorId, { ...purchase, train: 'G7' })).not.toBe(holder);
    expect(holder).toMatch(/^[A-Za-z0-9_-]{22}$/);
  });
});
