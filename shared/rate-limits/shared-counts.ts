import type { ClientCounterName, ClientCounters, ClientCounts } from './ports.ts';

export const NO_COUNTS: ClientCounts = { passed: 0, documents: 0, subjects: 0, outcomes: 0 };

/**
 * The counts of one client over all containers, as far as this one knows: it adds its own, and the answer tells the sum.
 *
 * What could not be added is added the next time. An addition whose answer was lost is added twice, which errs on the
 * side of the limit.
 */
export class SharedCounts {
  readonly #counters: ClientCounters;
  readonly #name: ClientCounterName;
  #added = NO_COUNTS;
  #sum: ClientCounts | undefined;

  constructor(counters: ClientCounters, name: ClientCounterName) {
    this.#counters = counters;
    this.#name = name;
  }

  /**
   * @param own all that was counted in this container
   * @returns what the others have added since the last time; nothing the first time, since it is not known when they did
   * @throws DependencyUnavailable if the counter cannot be reached
   */
  async exchange(own: ClientCounts, nowMs: number): Promise<ClientCounts> {
    const added = mapCounts((count) => own[count] - this.#added[count]);
    const sum = await this.#counters.add(this.#name, added, nowMs);
    const before = this.#sum;
    this.#added = own;
    this.#sum = sum;
    // A counter that was removed after a pause begins again at nothing.
    return before ? mapCounts((count) => Math.max(0, sum[count] - before[count] - added[count])) : NO_COUNTS;
  }
}

export function mapCounts(of: (count: keyof ClientCounts) => number): ClientCounts {
  return {
    passed: of('passed'),
    documents: of('documents'),
    subjects: of('subjects'),
    outcomes: of('outcomes'),
  };
}
