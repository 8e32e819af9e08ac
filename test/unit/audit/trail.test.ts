import { describe, expect, test } from 'vitest';
import { createMemoryAuditEntries } from '../../../shared/adapters/memory/audit-entries.ts';
import { CHAIN_NUMBERS, chainOf } from '../../../shared/audit/chains.ts';
import type { AuditEntryStore } from '../../../shared/audit/ports.ts';
import { createAuditTrail } from '../../../shared/audit/trail.ts';
import { verifyChain } from '../../../shared/audit/verify-chain.ts';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { eventOf } from './fixtures.ts';

const down = () => new DependencyUnavailable('dynamodb', 'down');

let ids = 0;

function trailOver(store: AuditEntryStore, attempts = 12) {
  const pauses: number[] = [];
  const trail = createAuditTrail(store, {
    newEventId: () => `aud_${++ids}`,
    random: () => 0.5,
    attempts,
    pauseMs: async (ms) => pauses.push(ms),
  });
  return { trail, pauses };
}

const event = eventOf();
const chain = chainOf(event, '');

describe('the audit trail', () => {
  test('has an event in its chain when it says so', async () => {
    const store = createMemoryAuditEntries();
    const { trail } = trailOver(store);
    await trail.record(event);
    expect(store.all(chain)).toMatchObject([{ seq: 1, events: [{ eventId: `aud_${ids}`, event }] }]);
  });

  test('keeps what concerns one order in one sequence, and spreads all else over the chains', () => {
    const orderId = 'ord-7' as OrderId;
    const chains = ['aud_1', 'aud_2', 'aud_3'].map((eventId) => chainOf({ orders: [{ orderId }] }, eventId));
    expect(new Set(chains).size).toBe(1);
    const used = Array.from({ length: 400 }, (_, n) =>
      chainOf({ orders: [{ orderId: `ord-${n}` as OrderId }] }, ''),
    );
    expect([...new Set(used)].sort((a, b) => a - b)).toEqual(CHAIN_NUMBERS);
    const ofNoOrder = Array.from({ length: 400 }, (_, n) => chainOf({ orders: [] }, `aud_${n}`));
    expect([...new Set(ofNoOrder)].sort((a, b) => a - b)).toEqual(CHAIN_NUMBERS);
  });

  test('writes events that come while an entry is under way into one entry', async () => {
    const store = createMemoryAuditEntries();
    let puts = 0;
    const slow: AuditEntryStore = {
      ...store,
      async put(entry) {
        puts += 1;
        await new Promise((resolve) => setTimeout(resolve, 5));
        return await store.put(entry);
      },
    };
    const { trail } = trailOver(slow);
    const first = trail.record(event);
    await new Promise((resolve) => setTimeout(resolve, 1));
    const others = Array.from({ length: 30 }, (_, n) => trail.record({ ...event, atMs: n }));
    await Promise.all([first, ...others]);
    expect(puts).toBe(2);
    expect(store.all(chain).map(({ events }) => events.length)).toEqual([1, 30]);
    expect(verifyChain(chain, store.all(chain), [])).toEqual([]);
  });

  test('writes events of one moment into one entry, and many of them into several, none lost', async () => {
    const store = createMemoryAuditEntries();
    const { trail } = trailOver(store);
    await Promise.all([trail.record(event), trail.record(event)]);
    expect(store.all(chain).map(({ events }) => events.length)).toEqual([2]);
    await Promise.all(Array.from({ length: 150 }, () => trail.record(event)));
    expect(store.all(chain).map(({ events }) => events.length)).toEqual([2, 100, 50]);
    expect(new Set(store.all(chain).flatMap(({ events }) => events.map(({ eventId }) => eventId))).size).toBe(
      152,
    );
  });

  test('splits what would not fit into one entry', async () => {
    const store = createMemoryAuditEntries();
    const { trail } = trailOver(store);
    const orders = Array.from({ length: 300 }, (_, n) => ({
      orderId: `ord-${'x'.repeat(90)}-${n}` as OrderId,
    }));
    const large = eventOf({ orders });
    await Promise.all(Array.from({ length: 6 }, () => trail.record(large)));
    const written = store.all(chainOf(large, ''));
    expect(written.length).toBeGreaterThan(2);
    expect(written.flatMap(({ events }) => events)).toHaveLength(6);
    const huge = eventOf({ orders: Array.from({ length: 12 }, () => orders).flat() });
    await expect(trail.record(huge)).rejects.toThrow(RangeError);
  });

  test('begins at the new head when another container was there first, after a pause', async () => {
    const store = createMemoryAuditEntries();
    const other = trailOver(store).trail;
    let taken = 0;
    const contended: AuditEntryStore = {
      ...store,
      async put(entry) {
        if (taken++ < 3) await other.record(event);
        return await store.put(entry);
      },
    };
    const { trail, pauses } = trailOver(contended);
    await trail.record(event);
    expect(store.all(chain).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(pauses).toEqual([5, 10, 20]);
    expect(verifyChain(chain, store.all(chain), [])).toEqual([]);
  });

  test('records an event once when the answer to its write was lost', async () => {
    const store = createMemoryAuditEntries();
    let answers = 0;
    const losing: AuditEntryStore = {
      ...store,
      async put(entry) {
        const outcome = await store.put(entry);
        if (answers++ === 0) throw down();
        return outcome;
      },
    };
    const { trail } = trailOver(losing);
    await trail.record(event);
    expect(store.all(chain)).toHaveLength(1);
  });

  test('records an event once when the client itself tried again and met its own entry', async () => {
    const store = createMemoryAuditEntries();
    let answers = 0;
    const repeating: AuditEntryStore = {
      ...store,
      async put(entry) {
        const outcome = await store.put(entry);
        return answers++ === 0 ? 'taken' : outcome;
      },
    };
    const { trail } = trailOver(repeating);
    await trail.record(event);
    expect(store.all(chain)).toHaveLength(1);
  });

  test('records an event once when its late entry was followed by that of another', async () => {
    const store = createMemoryAuditEntries();
    const other = trailOver(store).trail;
    let puts = 0;
    const late: AuditEntryStore = {
      ...store,
      async put(entry) {
        puts += 1;
        if (puts > 1) return await store.put(entry);
        await store.put(entry);
        await other.record({ ...event, actor: 'other' });
        throw down();
      },
    };
    await trailOver(late).trail.record(event);
    expect(store.all(chain).flatMap(({ events }) => events.map((one) => one.event.actor))).toEqual([
      'demo-court',
      'other',
    ]);
  });

  test('fails for everyone who waited when the store stays down, and works again afterwards', async () => {
    const store = createMemoryAuditEntries();
    let isDown = true;
    let asked = 0;
    const failing: AuditEntryStore = {
      ...store,
      head(number) {
        asked += 1;
        return isDown ? Promise.reject(down()) : store.head(number);
      },
    };
    const { trail } = trailOver(failing);
    const outcomes = await Promise.allSettled([trail.record(event), trail.record(event)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    // Somebody waits, and the client below has tried several times already.
    expect(asked).toBe(2);
    await expect(trail.record(event)).rejects.toThrow(DependencyUnavailable);
    isDown = false;
    await trail.record(event);
    expect(store.all(chain)).toHaveLength(1);
  });

  test('gives up when others are first each time', async () => {
    const store = createMemoryAuditEntries();
    const { trail } = trailOver({ ...store, put: async () => 'taken' }, 4);
    await expect(trail.record(event)).rejects.toThrow(DependencyUnavailable);
  });

  test('is not touched by a caller that changes the event afterwards', async () => {
    const store = createMemoryAuditEntries();
    const { trail } = trailOver(store);
    const facts: Record<string, string> = { ground: 'performed' };
    const recording = trail.record({ ...event, facts });
    facts.ground = 'another';
    await recording;
    expect(store.all(chain)[0]?.events[0]?.event.facts).toEqual({ ground: 'performed' });
  });
});
