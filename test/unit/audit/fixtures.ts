import { type AuditEntry, type ChainHead, entryAfter, GENESIS } from '../../../shared/audit/entry.ts';
import type { AuditEvent } from '../../../shared/audit/event.ts';
import type { OrderId } from '../../../shared/contracts/ids.ts';

export function eventOf(overrides: Partial<AuditEvent> = {}): AuditEvent {
  return {
    atMs: 1_795_400_000_000,
    actor: 'demo-court',
    staff: 'judge-7',
    act: 'order.release',
    orders: [{ orderId: 'ord-1' as OrderId, version: 2 }],
    law: 'Fa Shi [2015] 17, art. 9',
    facts: { ground: 'performed' },
    ...overrides,
  };
}

/** A well-formed chain of so many entries, `eventsEach` events in each. */
export function chainOfEntries(length: number, chain = 3, eventsEach = 1): AuditEntry[] {
  const entries: AuditEntry[] = [];
  let head: ChainHead = { chain, seq: 0, digest: GENESIS };
  for (let seq = 1; seq <= length; seq++) {
    const events = Array.from({ length: eventsEach }, (_, index) => ({
      eventId: `aud_${seq}_${index}`,
      event: eventOf({ atMs: 1_795_400_000_000 + seq }),
    }));
    const entry = entryAfter(head, events);
    entries.push(entry);
    head = entry;
  }
  return entries;
}

/** A checkpoint that saw this entry at the end of its chain. */
export function checkpointAt(entry: AuditEntry, atMs = 1_795_500_000_000) {
  return { atMs, chains: [{ chain: entry.chain, seq: entry.seq, digest: entry.digest }] };
}
