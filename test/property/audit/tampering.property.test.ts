import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../../shared/audit/entry.ts';
import { entryAfter, GENESIS } from '../../../shared/audit/entry.ts';
import { verifyChain } from '../../../shared/audit/verify-chain.ts';
import { chainOfEntries, checkpointAt, eventOf } from '../../unit/audit/fixtures.ts';

const CHAIN = 3;

type Tampering =
  | { readonly kind: 'event'; readonly at: number; readonly field: 'actor' | 'atMs' | 'act' | 'law' }
  | { readonly kind: 'digest' | 'previous' | 'remove' | 'double' | 'forge'; readonly at: number }
  | { readonly kind: 'swap'; readonly at: number; readonly with: number }
  | { readonly kind: 'move'; readonly at: number; readonly to: number }
  | { readonly kind: 'cut'; readonly at: number }
  | { readonly kind: 'write-anew'; readonly at: number };

const tamperings: fc.Arbitrary<Tampering> = fc.oneof(
  fc.record({
    kind: fc.constant('event' as const),
    at: fc.nat(),
    field: fc.constantFrom('actor', 'atMs', 'act', 'law'),
  }),
  fc.record({
    kind: fc.constantFrom('digest', 'previous', 'remove', 'double', 'forge', 'cut', 'write-anew'),
    at: fc.nat(),
  }),
  fc.record({ kind: fc.constant('swap' as const), at: fc.nat(), with: fc.nat() }),
  fc.record({ kind: fc.constant('move' as const), at: fc.nat(), to: fc.nat() }),
);

const changes = { actor: 'x', atMs: 1, act: 'order.cancel', law: 'none' } as const;

function tamper(entries: readonly AuditEntry[], tampering: Tampering): AuditEntry[] {
  const result = [...entries];
  const index = tampering.at % entries.length;
  const entry = entries[index] as AuditEntry;
  const before = entries[index - 1] ?? { chain: CHAIN, seq: 0, digest: GENESIS };
  const forgedEvents = [{ eventId: 'aud_forged', event: eventOf({ actor: 'x' }) }];
  switch (tampering.kind) {
    case 'event': {
      const events = entry.events.map(({ eventId, event }) => ({
        eventId,
        event: { ...event, [tampering.field]: changes[tampering.field] },
      }));
      result[index] = { ...entry, events };
      return result;
    }
    case 'digest':
      result[index] = { ...entry, digest: GENESIS };
      return result;
    case 'previous':
      result[index] = { ...entry, previous: 'x'.repeat(43) };
      return result;
    case 'forge':
      result[index] = entryAfter(before, forgedEvents);
      return result;
    case 'remove':
      return result.toSpliced(index, 1);
    case 'double':
      return result.toSpliced(index, 0, entry);
    case 'swap': {
      const other = tampering.with % entries.length;
      result[index] = entries[other] as AuditEntry;
      result[other] = entry;
      return result;
    }
    case 'move':
      return result.toSpliced(index, 1).toSpliced(tampering.to % entries.length, 0, entry);
    case 'cut':
      return result.slice(0, index);
    case 'write-anew': {
      let head = entryAfter(before, forgedEvents);
      const anew = [head];
      for (const { events } of entries.slice(index + 1)) {
        head = entryAfter(head, events);
        anew.push(head);
      }
      return [...entries.slice(0, index), ...anew];
    }
  }
}

describe('whatever is done to a chain that a checkpoint saw to its end', () => {
  test('is found, unless it is the same as before', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.array(tamperings, { minLength: 1, maxLength: 3 }),
        (length, acts) => {
          const entries = chainOfEntries(length, CHAIN);
          const checkpoint = checkpointAt(entries.at(-1) as AuditEntry);
          const tampered = acts.reduce<AuditEntry[]>(
            (chain, act) => (chain.length === 0 ? chain : tamper(chain, act)),
            entries,
          );
          const isSame = JSON.stringify(tampered) === JSON.stringify(entries);
          const findings = verifyChain(CHAIN, tampered, [checkpoint]);
          expect(findings.length > 0).toBe(!isSame);
        },
      ),
    );
  });

  test('is named at its place, if one entry was changed, removed, doubled or given a new digest', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 12 }),
        fc.nat(),
        fc.constantFrom('event', 'remove', 'double', 'digest', 'previous'),
        (length, at, kind) => {
          const entries = chainOfEntries(length, CHAIN);
          const seq = (at % length) + 1;
          const tampered = tamper(entries, { kind, at, field: 'actor' } as Tampering);
          const [first] = verifyChain(CHAIN, tampered, [checkpointAt(entries.at(-1) as AuditEntry)]);
          const isCutOff = kind === 'remove' && seq === length;
          expect(first?.seq).toBe(isCutOff ? seq - 1 : seq);
        },
      ),
    );
  });
});
