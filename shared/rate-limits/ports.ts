/** One counter: whom or what it counts, in one window. */
export interface RateCounter {
  /** Keyed digest of what is counted (`counter-names.ts`), 32 hexadecimal characters. */
  readonly name: string;
  /** When the window began. */
  readonly windowFromMs: number;
  /** When nobody asks for the counter any more: it may be forgotten from then on. */
  readonly windowToMs: number;
}

export interface RateCounters {
  /**
   * Counts once more, in one atomic step: of callers at the same time each gets a count of its own.
   *
   * @returns how often it was counted so far, this time included.
   * @throws DependencyUnavailable if it could not be counted; whoever cannot count must not let pass.
   */
  increment(counter: RateCounter): Promise<number>;
}

/** Whose counts: one client's, at one of the APIs. */
export interface ClientCounterName {
  readonly clientId: string;
  readonly api: LimitedApi;
}

/** The APIs that have a limit of their own for each client. */
export type LimitedApi = 'check' | 'registry' | 'notices';

/** What is counted of a client. They only ever rise; nothing here is about a person. */
export interface ClientCounts {
  /** What its requests cost. */
  readonly passed: number;
  /** Different documents that it asked about, of each container by itself. */
  readonly documents: number;
  /** Subjects that it asked about, however often. */
  readonly subjects: number;
  /** Subjects of which it reported the outcome. */
  readonly outcomes: number;
}

export interface ClientCounters {
  /**
   * Adds to the counts of a client, in one atomic step.
   *
   * @returns the sums over all who added.
   * @throws DependencyUnavailable if nothing is known of what was added.
   */
  add(name: ClientCounterName, counts: ClientCounts, nowMs: number): Promise<ClientCounts>;
}
