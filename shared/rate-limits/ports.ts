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
