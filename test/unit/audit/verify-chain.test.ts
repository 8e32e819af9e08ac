import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type AuditEntry, entryAfter, GENESIS } from '../../../shared/audit/entry.ts';
import { verifyChain } from '../../../shared/audit/verify-chain.ts';
import { chainOfEntries, checkpointAt, eventOf } from './fixtures.ts';

const CHAIN = 3;
const at = (entries: readonly AuditEntry[], seq: number) => entries[seq - 1] as AuditEntry;
const verify = (entries: readonly AuditEntry[], checkpoints: ReturnType<typeof checkpointAt>[] = []) =>
  verifyChain(CHAIN, entries, checkpoints);

/** The entries with those from `seq` on made anew, so that every digest and link fits again. */
function rewrittenFrom(entries: readonly AuditEntry[], seq: number, changed: AuditEntry['events']) {
  const result = entries.slice(0, seq - 1);
  for (const entry of entries.slice(seq - 1)) {
    const head = result.at(-1) ?? { chain: CHAIN, seq: 0, digest: GENESIS };
    result.push(entryAfter(head, entry.seq === seq ? changed : entry.events));
  }
  return result;
}

test('the digest of an entry is SHA-256 over the canonical JSON of chain, events, previous and seq', () => {
  const event = { actor: 'demo-ops', act: 'audit.read', atMs: 5, orders: [] } as const;
  const entry = entryAfter({ chain: 2, seq: 6, digest: GENESIS }, [{ eventId: 'aud_1', event }]);
  const text =
    '{"chain":2,"events":[{"event":{"act":"audit.read","actor":"demo-ops","atMs":5,"orders":[]},"eventId":"aud_1"}],' +
    `"previous":"${GENESIS}","seq":7}`;
  expect(entry).toMatchObject({ seq: 7, digest: createHash('sha256').update(text).digest('base64url') });
});

describe('a chain', () => {
  test('that stands as it was written is found in order', () => {
    const entries = chainOfEntries(20, CHAIN, 3);
    expect(verify(entries, [checkpointAt(at(entries, 7)), checkpointAt(at(entries, 20))])).toEqual([]);
    expect(verify([])).toEqual([]);
  });

  test('shows an entry whose event was changed', () => {
    const entries = chainOfEntries(8);
    const { eventId } = at(entries, 5).events[0] as { eventId: string };
    entries[4] = { ...at(entries, 5), events: [{ eventId, event: eventOf({ actor: 'somebody-else' }) }] };
    expect(verify(entries)).toEqual([{ kind: 'changed', chain: CHAIN, seq: 5 }]);
  });

  test.each([0, -1, 2.5])('shows an entry that was put at the place %d, where none stands', (seq) => {
    const entries = chainOfEntries(3);
    const put = entryAfter({ ...at(entries, 2), seq: seq - 1 }, at(entries, 3).events);
    expect(verify([...entries.slice(0, 2), put, at(entries, 3)])).toEqual([
      { kind: 'changed', chain: CHAIN, seq },
    ]);
  });

  test('shows an entry that lost its events', () => {
    const entries = chainOfEntries(3);
    entries[1] = { ...at(entries, 2), events: [] };
    expect(verify(entries)).toEqual([{ kind: 'changed', chain: CHAIN, seq: 2 }]);
  });

  test('shows an entry that was changed and given a fitting digest, by the one behind it', () => {
    const entries = chainOfEntries(8);
    const before = at(entries, 4);
    entries[4] = entryAfter(before, [{ eventId: 'aud_x', event: eventOf({ actor: 'somebody-else' }) }]);
    expect(verify(entries)).toEqual([{ kind: 'unlinked', chain: CHAIN, seq: 6 }]);
  });

  test('shows that it was written anew, by the checkpoint that saw it before', () => {
    const entries = chainOfEntries(8);
    const forged = rewrittenFrom(entries, 5, [{ eventId: 'aud_x', event: eventOf({ actor: 'x' }) }]);
    expect(verify(forged)).toEqual([]);
    const checkpoints = [checkpointAt(at(entries, 4)), checkpointAt(at(entries, 7))];
    expect(verify(forged, checkpoints)).toEqual([
      { kind: 'rewritten', chain: CHAIN, seq: 7, seenAtMs: 1_795_500_000_000 },
    ]);
    const after = checkpointAt(at(forged, 7), 1_795_600_000_000);
    expect(verify(forged, [...checkpoints, after])).toMatchObject([{ kind: 'rewritten', seq: 7 }]);
  });

  test('shows which entries are missing', () => {
    const entries = chainOfEntries(9);
    const without = entries.filter(({ seq }) => seq !== 3 && seq !== 6 && seq !== 7);
    expect(verify(without)).toEqual([
      { kind: 'missing', chain: CHAIN, seq: 3, toSeq: 3 },
      { kind: 'missing', chain: CHAIN, seq: 6, toSeq: 7 },
    ]);
    expect(verify(entries.slice(2))).toEqual([{ kind: 'missing', chain: CHAIN, seq: 1, toSeq: 2 }]);
  });

  test('shows an entry that stands behind a later one', () => {
    const entries = chainOfEntries(6);
    const [a, b, c, d, e, f] = entries as [
      AuditEntry,
      AuditEntry,
      AuditEntry,
      AuditEntry,
      AuditEntry,
      AuditEntry,
    ];
    expect(verify([a, b, d, c, e, f])).toEqual([{ kind: 'reordered', chain: CHAIN, seq: 3 }]);
    expect(verify([a, e, c, d, b, f])).toEqual(
      [2, 3, 4].map((seq) => ({ kind: 'reordered', chain: CHAIN, seq })),
    );
  });

  test('shows an entry that stands there twice', () => {
    const entries = chainOfEntries(4);
    expect(verify([...entries.slice(0, 3), at(entries, 2), at(entries, 4)])).toEqual([
      { kind: 'duplicated', chain: CHAIN, seq: 2 },
    ]);
  });

  test('shows that its end was cut off, by the checkpoint that saw more', () => {
    const entries = chainOfEntries(9);
    const checkpoint = checkpointAt(at(entries, 8));
    expect(verify(entries.slice(0, 6), [checkpoint])).toEqual([
      { kind: 'truncated', chain: CHAIN, seq: 6, toSeq: 8 },
    ]);
    expect(verify([], [checkpoint])).toEqual([{ kind: 'truncated', chain: CHAIN, seq: 0, toSeq: 8 }]);
    expect(verify(entries.slice(0, 8), [checkpoint])).toEqual([]);
  });

  test('shows an entry of another chain', () => {
    const entries = chainOfEntries(2);
    const other = chainOfEntries(3, 4);
    expect(verify([...entries, at(other, 3)])).toEqual([
      { kind: 'changed', chain: CHAIN, seq: 3 },
      { kind: 'unlinked', chain: CHAIN, seq: 3 },
    ]);
  });

  test('tells of an event that was recorded twice under its id', () => {
    const [first] = chainOfEntries(1) as [AuditEntry];
    const again = entryAfter(first, [...first.events, { eventId: 'aud_new', event: eventOf() }]);
    expect(verify([first, again])).toEqual([
      { kind: 'repeated-event', chain: CHAIN, seq: 2, eventId: 'aud_1_0' },
    ]);
  });
});
