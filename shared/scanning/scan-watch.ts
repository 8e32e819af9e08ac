import type { AskedSubjects } from '../check/ports.ts';
import type { SubjectKey } from '../identity/subject-key.ts';
import type { FurtherCounts, Passenger } from '../rate-limits/client-limiter.ts';
import { DistinctCount } from './distinct-count.ts';
import { looksLikeScan, type ScanningRule } from './rule.ts';

/** Who asks. */
export interface AskingClient {
  readonly clientId: string;
  readonly operatorId: string;
}

/** A client that is suspected: who, and counts of the hour so far. */
export interface Suspicion extends FurtherCounts {
  readonly operatorId: string;
}

export interface ScanWatch extends Passenger {
  /** Where a check of this client notes whom it asks about. */
  askedBy(client: AskingClient, nowMs: number): AskedSubjects;
  /** The client reported the outcome of so many subjects. */
  noteOutcomes(client: AskingClient, subjects: number, nowMs: number): void;
  /** What the client's rate is to be divided by: 1, or what the rule says while it is suspected. */
  slowdownOf(client: AskingClient, nowMs: number): number;
}

export interface ScanWatchOptions {
  readonly rule: ScanningRule;
  /** Told once for each client and hour. */
  readonly onSuspected: (suspicion: Suspicion) => void;
}

const WINDOW_MS = 3_600_000;
const MAX_CLIENTS = 1_000;
const NOTHING: FurtherCounts = { documents: 0, subjects: 0, outcomes: 0 };

/**
 * Watches for an operator's insider who asks for whole ranges of numbers: very many different documents within an hour,
 * and hardly ever a report of what became of the sale. Hours begin on the hour.
 *
 * All of it is in memory, and of documents nothing but a `DistinctCount`, which is emptied each hour. Counts alone leave
 * the container, as passengers of the client's rate limit, so that a client is judged by what all containers saw.
 */
export function createScanWatch({ rule, onSuspected }: ScanWatchOptions): ScanWatch {
  const clients = new Map<string, WatchedClient>();

  function watched({ clientId, operatorId }: AskingClient, nowMs: number): WatchedClient {
    let client = clients.get(clientId);
    if (!client) {
      if (clients.size >= MAX_CLIENTS) {
        const oldest = clients.keys().next();
        if (!oldest.done) clients.delete(oldest.value);
      }
      client = new WatchedClient(operatorId);
      clients.set(clientId, client);
    }
    client.beIn(windowOf(nowMs));
    return client;
  }

  function judge(client: WatchedClient): void {
    if (client.isSuspected) return;
    const counts = client.inWindow();
    if (!looksLikeScan(counts, rule)) return;
    client.isSuspected = true;
    onSuspected({ operatorId: client.operatorId, ...counts });
  }

  return {
    askedBy: watched,
    noteOutcomes(client, subjects, nowMs) {
      watched(client, nowMs).noteOutcomes(subjects);
    },
    slowdownOf: (client, nowMs) =>
      rule.slowdown !== 1 && watched(client, nowMs).isSuspected ? rule.slowdown : 1,
    countsOf(clientId) {
      const client = clients.get(clientId);
      if (!client) return NOTHING;
      judge(client);
      return client.everCounted();
    },
    hear(clientId, others, nowMs) {
      const client = clients.get(clientId);
      if (!client) return;
      client.beIn(windowOf(nowMs));
      client.hear(others);
      judge(client);
    },
  };
}

function windowOf(nowMs: number): number {
  return nowMs - (nowMs % WINDOW_MS);
}

class WatchedClient implements AskedSubjects {
  readonly operatorId: string;
  isSuspected = false;
  readonly #distinct = new DistinctCount();
  #windowFromMs = 0;
  #subjects = 0;
  #outcomes = 0;
  /** Estimates of an hour may waver; what was told rises only. */
  #documents = 0;
  #others = NOTHING;
  /** The window in which others were last heard of. */
  #heardInMs: number | undefined;
  /** Of all windows that are over. */
  #earlier = NOTHING;

  constructor(operatorId: string) {
    this.operatorId = operatorId;
  }

  beIn(windowFromMs: number): void {
    if (windowFromMs === this.#windowFromMs) return;
    this.#earlier = this.everCounted();
    this.#distinct.clear();
    this.#subjects = 0;
    this.#outcomes = 0;
    this.#documents = 0;
    this.#others = NOTHING;
    this.isSuspected = false;
    this.#windowFromMs = windowFromMs;
  }

  note(keys: readonly SubjectKey[]): void {
    this.#subjects += 1;
    for (const key of keys) this.#distinct.add(key);
  }

  noteOutcomes(subjects: number): void {
    this.#outcomes += subjects;
  }

  /** What was counted since an earlier window cannot be told apart: a container that was idle leaves it out. */
  hear(others: FurtherCounts): void {
    if (this.#heardInMs === this.#windowFromMs) this.#others = sum(this.#others, others);
    this.#heardInMs = this.#windowFromMs;
  }

  inWindow(): FurtherCounts {
    return sum(this.#own(), this.#others);
  }

  everCounted(): FurtherCounts {
    return sum(this.#earlier, this.#own());
  }

  #own(): FurtherCounts {
    this.#documents = Math.max(this.#documents, this.#distinct.estimate());
    return { documents: this.#documents, subjects: this.#subjects, outcomes: this.#outcomes };
  }
}

function sum(a: FurtherCounts, b: FurtherCounts): FurtherCounts {
  return {
    documents: a.documents + b.documents,
    subjects: a.subjects + b.subjects,
    outcomes: a.outcomes + b.outcomes,
  };
}
