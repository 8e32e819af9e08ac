import { setTimeout as pause } from 'node:timers/promises';
import { DependencyUnavailable } from '../contracts/problem.ts';
import { canonicalJson } from './canonical-json.ts';
import { chainOf } from './chains.ts';
import { type AuditEntry, entryAfter, type RecordedEvent } from './entry.ts';
import type { AuditEntryStore, AuditTrail } from './ports.ts';

export interface AuditTrailOptions {
  /** An id that nothing else has. */
  readonly newEventId: () => string;
  /** From 0 to 1, to spread the attempts of containers that append to one chain. */
  readonly random: () => number;
  readonly attempts?: number;
  /** For tests, in which nobody wants to wait. */
  readonly pauseMs?: (ms: number) => Promise<unknown>;
}

/** With jitter, so many containers at one chain at the same time hardly happen. */
const DEFAULT_ATTEMPTS = 12;
/** The client below has tried several times already, for seconds, and somebody waits for the answer. */
const MAX_FAULTS = 1;
const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 160;

/** The item limit of the store is 400 KB; an event about a full request of changes takes some 250 KB. */
const MAX_EVENT_BYTES = 350_000;
/** Events that are gathered into one entry, beside its first one. */
const MAX_ENTRY_BYTES = 60_000;
const MAX_ENTRY_EVENTS = 100;

interface Waiting {
  readonly recorded: RecordedEvent;
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The trail over a store of entries. An event waits for the entry that is under way in its chain and then goes with all
 * others that came meanwhile, so that however many come at once, each container writes one entry at a time to a chain.
 *
 * Appending reads the head strongly and puts at head + 1 unless something stands there: a chain is contiguous by
 * construction. An entry at its place is determined by its content, so after an answer that was lost the same entry is
 * either found there or put there, never both; events are recorded exactly once per call of `record`.
 */
export function createAuditTrail(store: AuditEntryStore, options: AuditTrailOptions): AuditTrail {
  const { newEventId, random, attempts = DEFAULT_ATTEMPTS, pauseMs = pause } = options;
  const queues = new Map<number, Waiting[]>();

  return {
    record(event) {
      return new Promise((resolve, reject) => {
        const recorded = { eventId: newEventId(), event: structuredClone(event) };
        const bytes = Buffer.byteLength(canonicalJson(recorded));
        if (bytes > MAX_EVENT_BYTES) throw new RangeError('an event to be accounted for is too large');
        const chain = chainOf(event, recorded.eventId);
        const waiting = { recorded, bytes, resolve, reject };
        const queue = queues.get(chain);
        if (queue) queue.push(waiting);
        else {
          queues.set(chain, [waiting]);
          void writeAll(chain);
        }
      });
    },
  };

  /** Runs while something waits; there is one for each chain at most. */
  async function writeAll(chain: number): Promise<void> {
    const queue = queues.get(chain) as Waiting[];
    // What is recorded in this turn of the event loop goes together.
    await Promise.resolve();
    while (queue.length > 0) {
      const batch = takeBatch(queue);
      try {
        await append(
          chain,
          batch.map(({ recorded }) => recorded),
        );
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    queues.delete(chain);
  }

  async function append(chain: number, events: readonly RecordedEvent[]): Promise<void> {
    let tried: AuditEntry | undefined;
    let faults = 0;
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (attempt > 0) await pauseMs(random() * Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS));
      try {
        const head = await store.head(chain);
        // An answer was lost, or the client itself tried again and met what it had written.
        if (tried && head.seq >= tried.seq && (await stands(tried))) return;
        tried = entryAfter(head, events);
        if ((await store.put(tried)) === 'appended') return;
      } catch (error) {
        faults += 1;
        if (faults > MAX_FAULTS || !(error instanceof DependencyUnavailable)) throw error;
      }
    }
    throw new DependencyUnavailable('dynamodb', `others wrote to the audit trail first ${attempts} times`);
  }

  async function stands({ chain, seq, digest }: AuditEntry): Promise<boolean> {
    return (await store.get(chain, seq))?.digest === digest;
  }
}

function takeBatch(queue: Waiting[]): readonly Waiting[] {
  let bytes = 0;
  let count = 0;
  for (const waiting of queue) {
    bytes += waiting.bytes;
    if (count > 0 && (bytes > MAX_ENTRY_BYTES || count >= MAX_ENTRY_EVENTS)) break;
    count += 1;
  }
  return queue.splice(0, count);
}
