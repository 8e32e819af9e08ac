import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countedAs } from '../../../functions/inquiry-api/client-address.ts';
import type { DecisionId } from '../../../shared/contracts/ids.ts';
import { parseRedressReference } from '../../../shared/inquiry/redress-reference.ts';
import { createDecisionIds } from '../../../shared/interceptions/decision-ids.ts';

const ids = createDecisionIds(new Uint8Array(32).fill(7));

describe('a redress reference', () => {
  test('that was given out is read again, however it is grouped and in whichever case', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.array(fc.nat(20), { maxLength: 4 }), fc.boolean(), (id, gaps, lower) => {
        const reference = ids.redressReference(`dec_${id}` as DecisionId);
        let typed = lower ? reference.toLowerCase() : reference.toUpperCase();
        for (const gap of gaps) {
          if (gap >= 4) typed = `${typed.slice(0, gap)} ${typed.slice(gap)}`;
        }
        expect(parseRedressReference(typed)).toBe(reference);
      }),
    );
  });

  test('once read is read as itself', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9A-Za-z -]{16,20}$/), (text) => {
        const once = parseRedressReference(text);
        if (once !== undefined) expect(parseRedressReference(once)).toBe(once);
      }),
    );
  });
});

test('two IPv6 addresses count as one client exactly if their first 64 bits agree', () => {
  const groups = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(groups, groups, fc.boolean(), (a, b, sameNetwork) => {
      const other = sameNetwork ? [...a.slice(0, 4), ...b.slice(4)] : b;
      fc.pre(a[0] !== 0 && other[0] !== 0);
      const address = (parts: readonly number[]) => parts.map((part) => part.toString(16)).join(':');
      const agree = a.slice(0, 4).join() === other.slice(0, 4).join();
      expect(countedAs(address(a)) === countedAs(address(other))).toBe(agree);
    }),
  );
});
