/** Time is a dependency: domain code never asks the machine itself. */
export interface Clock {
  /** Wall clock, milliseconds since the Unix epoch. May jump in both directions. */
  wallMs(): number;
  /** Monotonic clock, milliseconds from an arbitrary start. Never goes back, may stand still while a container is frozen. */
  monotonicMs(): number;
}
