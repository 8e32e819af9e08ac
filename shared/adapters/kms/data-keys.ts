import type { Clock } from '../../contracts/clock.ts';
import { createElapsedTime } from '../../rate-limits/elapsed-time.ts';
import type { KeyWrapper } from './key-wrapper.ts';

export interface DataKeyLimits {
  /** No key is used longer, neither to seal nor to open. */
  readonly maxAgeMs: number;
  /** So many documents are sealed with one key. */
  readonly maxSealed: number;
  /** So many keys that open are kept at a time. */
  readonly maxKept: number;
}

/**
 * Sealing asks KMS for a key at most once in 1,000 documents, so an import of 10^5 asks about a hundred times and not
 * 10^5 times; and what one leaked key opens is 1,000 documents of five minutes. One container that opens documents keeps
 * what the last 1,000 of its keys take: a hundred kilobytes.
 */
export const DATA_KEY_LIMITS: DataKeyLimits = { maxAgeMs: 300_000, maxSealed: 1_000, maxKept: 1_000 };

interface Held {
  readonly plaintext: Buffer;
  readonly wrapped: string;
  readonly sinceMs: number;
}

/**
 * Keys of documents, kept in memory for a while. A key is lent to a function that is done with it when it returns, so
 * none is overwritten while it is in use. Whoever needs a key that is being fetched waits for the same fetch; a failed one
 * leaves nothing behind.
 *
 * Keys that are too old are overwritten when the next one is asked for: a frozen container runs no timers.
 */
export interface DataKeys {
  /** Lends the key that documents are sealed with at the moment. */
  toSeal<T>(use: (key: Buffer, wrapped: string) => T): Promise<T>;
  /** Lends the key of a document that was sealed before. If `use` throws, the key is forgotten. */
  toOpen<T>(wrapped: string, use: (key: Buffer) => T): Promise<T>;
}

/** Keeps the keys of one wrapper. */
export function createDataKeys(wrapper: KeyWrapper, clock: Clock, limits: DataKeyLimits): DataKeys {
  const elapsedMs = createElapsedTime(clock);
  const opening = new Map<string, Held>();
  /** By the wrapped key that is being opened; of a new key there is none. */
  const fetches = new Map<string | undefined, Promise<void>>();
  let sealing: (Held & { sealed: number }) | undefined;

  const isOver = (held: Held, nowMs: number) => nowMs - held.sinceMs >= limits.maxAgeMs;

  function forget(wrapped: string): void {
    opening.get(wrapped)?.plaintext.fill(0);
    opening.delete(wrapped);
  }

  function forgetSealing(): void {
    sealing?.plaintext.fill(0);
    sealing = undefined;
  }

  function forgetWhatIsOver(): void {
    const nowMs = elapsedMs();
    if (sealing && isOver(sealing, nowMs)) forgetSealing();
    // All of them: they stand in the sequence in which they came, and one that took long is older than one before it.
    for (const [wrapped, held] of opening) if (isOver(held, nowMs)) forget(wrapped);
  }

  /** One fetch at a time for one key. */
  function once(wrapped: string | undefined, fetch: () => Promise<void>): Promise<void> {
    const running = fetches.get(wrapped);
    if (running) return running;
    const started = fetch().finally(() => fetches.delete(wrapped));
    fetches.set(wrapped, started);
    return started;
  }

  async function fetchToSeal(): Promise<void> {
    const sinceMs = elapsedMs();
    const { plaintext, wrapped } = await wrapper.newDataKey();
    sealing = { plaintext, wrapped, sinceMs, sealed: 0 };
  }

  async function fetchToOpen(wrapped: string): Promise<void> {
    const sinceMs = elapsedMs();
    const plaintext = await wrapper.unwrap(wrapped);
    const [oldest] = opening.keys();
    if (opening.size >= limits.maxKept && oldest !== undefined) forget(oldest);
    opening.set(wrapped, { plaintext, wrapped, sinceMs });
  }

  return {
    async toSeal(use) {
      // More may have waited for a key than it serves: then those left over wait for the next.
      for (;;) {
        forgetWhatIsOver();
        if (sealing) {
          sealing.sealed += 1;
          try {
            return use(sealing.plaintext, sealing.wrapped);
          } finally {
            if (sealing.sealed >= limits.maxSealed) forgetSealing();
          }
        }
        await once(undefined, fetchToSeal);
      }
    },

    async toOpen(wrapped, use) {
      for (;;) {
        forgetWhatIsOver();
        const held = opening.get(wrapped);
        if (held) {
          try {
            return use(held.plaintext);
          } catch (error) {
            forget(wrapped);
            throw error;
          }
        }
        await once(wrapped, () => fetchToOpen(wrapped));
      }
    },
  };
}
