/** Time, as a parameter: tests move it by hand. */
export interface ClientClock {
  /** Epoch milliseconds. Compared only with times that others state, such as a `Retry-After` date. */
  wallMs(): number;
  /** Milliseconds that never go back. All deadlines and ages are measured with it. */
  monotonicMs(): number;
  /** Calls once after so many milliseconds, unless the returned function is called first. */
  after(ms: number, then: () => void): () => void;
}
