import type { Clock } from '../contracts/clock.ts';
import { createElapsedTime } from './elapsed-time.ts';
import type { ClientCounters, ClientCounts, LimitedApi } from './ports.ts';
import { NO_COUNTS, SharedCounts } from './shared-counts.ts';
import { type Rate, TokenBucket } from './token-bucket.ts';

/** What a limiter needs to know of a client. */
export interface LimitedClient {
  readonly clientId: string;
  /** Its own limits; those of the service if there are none. */
  readonly limits?: Rate | undefined;
}

/** Further counts of a client, which travel with what its requests cost. */
export type FurtherCounts = Omit<ClientCounts, 'passed'>;

/** Somebody else's counts, for whom the limiter is the way to all containers. */
export interface Passenger {
  /** All that was counted in this container; never less than before. */
  countsOf(clientId: string): FurtherCounts;
  /** What other containers have counted since they were last heard of. */
  hear(clientId: string, others: FurtherCounts, nowMs: number): void;
}

export interface ClientLimiterOptions {
  readonly api: LimitedApi;
  readonly clock: Clock;
  readonly counters: ClientCounters;
  /** For clients without limits of their own. */
  readonly limits: Rate;
  /** Told at most once a minute that the containers do not know of each other. */
  readonly onUncounted: (error: unknown) => void;
  readonly passenger?: Passenger;
}

export interface ClientLimiter {
  /**
   * Lets a request pass, or not. Decided here and at once; other containers are heard of meanwhile.
   *
   * @param cost in units of the limit, at least 1
   * @param slowdown what the client's rate and burst are divided by; 1 unless told
   * @returns 0 if it passes, else the seconds to wait, rounded up.
   */
  admit(client: LimitedClient, cost: number, slowdown?: number): number;
  /** Resolves when no exchange with the counters is under way. */
  idle(): Promise<void>;
}

/** No more than one addition a second for each client. */
export const EXCHANGE_EVERY_MS = 1_000;

const REPORT_FAULTS_EVERY_MS = 60_000;

/** The client that came first gives way; it begins with a full bucket when it comes back. */
const MAX_CLIENTS = 1_000;

interface Account {
  readonly bucket: TokenBucket;
  readonly shared: SharedCounts;
  rate: Rate;
  passed: number;
  exchangedAtMs: number;
  isExchanging: boolean;
}

/**
 * Limits what each client may ask, over all containers together, without a request ever waiting for anybody: each
 * container has a bucket for the client (`TokenBucket`), and at most once a second, beside a request, it adds what has
 * passed here to a counter that all share and subtracts what passed elsewhere.
 *
 * With k containers, in any time T, at most rate × T + burst + 2k × (burst + 2 s × rate) passes, if an exchange takes no
 * longer than a second: each container may have passed a full bucket and what came in since that the others have not
 * heard of, and may pass as much again before it hears of them. What was passed too much is paid back by all. While the
 * counter fails, each container keeps to the limit by itself.
 */
export function createClientLimiter(options: ClientLimiterOptions): ClientLimiter {
  const { api, clock, counters, limits, onUncounted, passenger } = options;
  const elapsed = createElapsedTime(clock);
  const accounts = new Map<string, Account>();
  const exchanges = new Set<Promise<void>>();
  let faultReportedAtMs = Number.NEGATIVE_INFINITY;

  function accountOf(clientId: string, rate: Rate, nowMs: number): Account {
    const known = accounts.get(clientId);
    if (known) return known;
    if (accounts.size >= MAX_CLIENTS) {
      const oldest = accounts.keys().next();
      if (!oldest.done) accounts.delete(oldest.value);
    }
    const account = {
      bucket: new TokenBucket(rate, nowMs),
      shared: new SharedCounts(counters, { clientId, api }),
      rate,
      passed: 0,
      exchangedAtMs: Number.NEGATIVE_INFINITY,
      isExchanging: false,
    };
    accounts.set(clientId, account);
    return account;
  }

  async function exchange(clientId: string, account: Account): Promise<void> {
    const further = passenger?.countsOf(clientId) ?? NO_COUNTS;
    try {
      const others = await account.shared.exchange({ ...further, passed: account.passed }, clock.wallMs());
      account.bucket.hear(others.passed, account.rate, elapsed());
      passenger?.hear(clientId, others, clock.wallMs());
    } catch (error) {
      const nowMs = elapsed();
      if (nowMs - faultReportedAtMs < REPORT_FAULTS_EVERY_MS) return;
      faultReportedAtMs = nowMs;
      onUncounted(error);
    } finally {
      account.isExchanging = false;
    }
  }

  function startExchange(clientId: string, account: Account, nowMs: number): void {
    account.isExchanging = true;
    account.exchangedAtMs = nowMs;
    const running: Promise<void> = exchange(clientId, account).finally(() => exchanges.delete(running));
    exchanges.add(running);
  }

  return {
    admit({ clientId, limits: own }, cost, slowdown = 1) {
      const nowMs = elapsed();
      const full = own ?? limits;
      const rate = slowdown === 1 ? full : slowed(full, slowdown);
      const account = accountOf(clientId, rate, nowMs);
      account.rate = rate;
      const waitMs = account.bucket.take(cost, rate, nowMs);
      if (waitMs === 0) account.passed += Math.min(cost, rate.burst);
      if (nowMs - account.exchangedAtMs >= EXCHANGE_EVERY_MS && !account.isExchanging) {
        startExchange(clientId, account, nowMs);
      }
      return Math.ceil(waitMs / 1_000);
    },
    async idle() {
      while (exchanges.size > 0) await Promise.all(exchanges);
    },
  };
}

function slowed({ ratePerSecond, burst }: Rate, slowdown: number): Rate {
  return { ratePerSecond: ratePerSecond / slowdown, burst: Math.max(1, burst / slowdown) };
}
