import { describe, expect, test } from 'vitest';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import {
  claimOf,
  effectiveEnd,
  endsOf,
  isOver,
  MAX_ENDS,
  withClaim,
} from '../../../shared/orders/effective-end.ts';
import { nextRecord } from '../../../shared/orders/next-record.ts';
import type { EndClaim } from '../../../shared/orders/order.ts';
import { changeIdOf, HOUR_MS, NOW_MS, orderVersion, terms } from './fixtures.ts';

const FORMER = 'ord-0' as OrderId;
const at = (hours: number) => NOW_MS + hours * HOUR_MS;

/** A claim of the version, accepted so many hours from now and asking for an end so many hours from now. */
function claim(version: number, acceptedAt: number, to: number | null, continues?: OrderId): EndClaim {
  return {
    version,
    changeId: changeIdOf(version),
    acceptedAtMs: at(acceptedAt),
    toMs: to === null ? null : at(to),
    ...(continues && { continues }),
  };
}

const endOf = (...claims: readonly EndClaim[]) => effectiveEnd(claims, claims.at(-1) as EndClaim).toMs;

describe('the end of an order', () => {
  test('is that of its first version', () => {
    expect(endOf(claim(1, -9, null))).toBeNull();
    expect(endOf(claim(1, -1, -5))).toBe(at(-5));
  });

  test('is what a later version says that came while the order ran', () => {
    expect(endOf(claim(1, -9, -5), claim(2, -6, 3))).toBe(at(3));
    expect(endOf(claim(1, -9, -5), claim(2, -6, null))).toBeNull();
    expect(endOf(claim(1, -9, null), claim(2, -1, -7))).toBe(at(-7));
    expect(endOf(claim(1, -9, -5), claim(2, -6, -3), claim(3, -4, 3))).toBe(at(3));
  });

  test('stays when it has passed, whatever a later version says, and that to the millisecond', () => {
    expect(endOf(claim(1, -9, -5), claim(2, -4, 3))).toBe(at(-5));
    expect(endOf(claim(1, -9, -5), claim(2, -4, null), claim(3, -3, 3))).toBe(at(-5));
    expect(endOf(claim(1, -9, -5), claim(2, -5, 3))).toBe(at(-5));
    expect(endOf(claim(1, -9, -5), { ...claim(2, 0, 3), acceptedAtMs: at(-5) - 1 })).toBe(at(3));
  });

  test('can be made earlier after it has passed', () => {
    expect(endOf(claim(1, -9, -5), claim(2, -4, -7))).toBe(at(-7));
  });

  test('of one version does not hang on those that come after it', () => {
    const claims = [claim(1, -9, null), claim(2, -8, 2), claim(3, -7, 3)];
    expect(effectiveEnd(claims, claims[1] as EndClaim).toMs).toBe(at(2));
    expect(effectiveEnd(claims, { version: 9, changeId: changeIdOf(9) }).toMs).toBe(at(3));
  });
});

describe('a continued restriction', () => {
  test('goes on being one and keeps the end that was stated last, if a later version leaves them out', () => {
    const claims = [claim(1, -9, 5, FORMER), claim(2, -8, null), claim(3, -7, null)];
    expect(effectiveEnd(claims, claims[2] as EndClaim)).toEqual({ toMs: at(5), continues: FORMER });
    expect(endOf(...claims, claim(4, -6, 8))).toBe(at(8));
    expect(endOf(...claims, claim(4, -6, 8), claim(5, -5, null))).toBe(at(8));
  });

  test('cannot be opened by a version that says for the first time that it is one', () => {
    expect(endOf(claim(1, -9, 5), claim(2, -8, null, FORMER))).toBe(at(5));
    expect(endOf(claim(1, -9, 5), claim(2, -8, null), claim(3, -7, null, FORMER))).toBe(at(5));
  });

  test('without an end in any version has none, which a clock reminds of', () => {
    expect(endOf(claim(1, -9, null, FORMER))).toBeNull();
  });
});

describe('claims', () => {
  test('are kept in the sequence of versions and change ids, each once', () => {
    const [first, second, twin] = [
      claim(1, -9, 1),
      claim(2, -8, 2),
      { ...claim(2, -7, 3), changeId: changeIdOf(9) },
    ];
    const ends = [twin, first, second].reduce(withClaim, [] as readonly EndClaim[]);
    expect(ends).toEqual([first, second, twin]);
    expect(withClaim(ends, { ...second })).toBe(ends);
  });

  test('of a change id that was used again after a rejection are one, the same whichever comes first', () => {
    const pairs = [
      [claim(1, -9, 5), claim(1, -8, 4)],
      [claim(1, -9, 4), claim(1, -9, 5)],
      [claim(1, -9, 4), claim(1, -9, null)],
      [claim(1, -9, 4, FORMER), claim(1, -9, 4)],
    ] as const;
    for (const [stands, gives] of pairs) {
      expect(withClaim([stands], gives)).toEqual([stands]);
      expect(withClaim([gives], stands)).toEqual([stands]);
    }
  });

  test('beyond what an item holds become one, and the end stays what it was', () => {
    const changes = Array.from({ length: MAX_ENDS + 20 }, (_, n) =>
      claim(n + 1, -9, n % 2 === 0 ? 5 : 7, n === 3 ? FORMER : undefined),
    );
    const ends = changes.reduce(withClaim, [] as readonly EndClaim[]);
    expect(ends).toHaveLength(MAX_ENDS);
    expect(effectiveEnd(ends, changes.at(-1) as EndClaim)).toEqual(
      effectiveEnd(changes, changes.at(-1) as EndClaim),
    );
    expect(withClaim(ends, changes[5] as EndClaim)).toBe(ends);
    const lowest = { version: 1, changeId: changeIdOf(1) };
    expect(effectiveEnd(ends, lowest)).toEqual({ toMs: ends[0]?.toMs, continues: FORMER });
  });

  test('of a record that keeps none are what its one version says', () => {
    const record = nextRecord(orderVersion({ version: 3, toMs: at(4) }), undefined, {
      appliedAtMs: NOW_MS,
      keysKnownAtMs: undefined,
    });
    expect(record).not.toHaveProperty('ends');
    expect(endsOf(record)).toEqual([claimOf(orderVersion({ version: 3, toMs: at(4) }))]);
  });
});

test('a period is over at its end, and never if it has none', () => {
  const until = (toMs: number | null) => terms({ period: { fromMs: 0, toMs } });
  expect(isOver(until(NOW_MS), NOW_MS)).toBe(true);
  expect(isOver(until(NOW_MS + 1), NOW_MS)).toBe(false);
  expect(isOver(until(null), NOW_MS)).toBe(false);
});
