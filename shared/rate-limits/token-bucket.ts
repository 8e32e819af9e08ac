/** So many a second on average, and so many at one moment. */
export interface Rate {
  readonly ratePerSecond: number;
  readonly burst: number;
}

/**
 * A token bucket that several containers fill and empty together, each with a copy of its own: what the others took is
 * subtracted when one learns of it.
 *
 * What holds at any time, with all that was taken here and all that was learned: taken + learned + tokens is at most
 * burst + rate × time. So together they pass no more than that and what nobody has learned of yet.
 */
export class TokenBucket {
  #tokens: number;
  #atMs: number;
  /** As it was when the others were last heard of, without the cap since: a long pause has room for all they took in it. */
  #heardTokens: number;
  #heardAtMs: number;
  #takenSinceHeard = 0;

  constructor({ burst }: Rate, nowMs: number) {
    this.#tokens = burst;
    this.#atMs = nowMs;
    this.#heardTokens = burst;
    this.#heardAtMs = nowMs;
  }

  /**
   * Takes `cost` tokens, if they are there. What costs more than the bucket holds passes when it is full.
   *
   * @returns 0 if they were taken, else the milliseconds until they will be there.
   */
  take(cost: number, rate: Rate, nowMs: number): number {
    this.#fill(rate, nowMs);
    const tokens = Math.min(cost, rate.burst);
    if (this.#tokens < tokens) return ((tokens - this.#tokens) / rate.ratePerSecond) * 1_000;
    this.#tokens -= tokens;
    this.#takenSinceHeard += tokens;
    return 0;
  }

  /** Subtracts what others took since they were last heard of. */
  hear(takenByOthers: number, rate: Rate, nowMs: number): void {
    this.#fill(rate, nowMs);
    const filled = ((nowMs - this.#heardAtMs) * rate.ratePerSecond) / 1_000;
    const together = this.#heardTokens + filled - this.#takenSinceHeard - takenByOthers;
    this.#tokens = Math.min(this.#tokens, together);
    this.#heardTokens = this.#tokens;
    this.#heardAtMs = nowMs;
    this.#takenSinceHeard = 0;
  }

  #fill({ ratePerSecond, burst }: Rate, nowMs: number): void {
    this.#tokens = Math.min(burst, this.#tokens + ((nowMs - this.#atMs) * ratePerSecond) / 1_000);
    this.#atMs = nowMs;
  }
}
