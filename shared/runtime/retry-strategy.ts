import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

type RetryStrategy = Extract<
  NonNullable<DynamoDBClientConfig['retryStrategy']>,
  { acquireInitialRetryToken: unknown }
>;
type RetryToken = Awaited<ReturnType<RetryStrategy['acquireInitialRetryToken']>>;

export interface RetryLimits {
  readonly maxAttempts: number;
  /** Upper bound of the first pause; each further one may be twice as long. */
  readonly firstPauseMs: number;
  readonly maxPauseMs: number;
}

/**
 * What retries cost together and each success pays back: keeps retries from doubling the load of an outage. Enough for a
 * hundred at once, since a container that was frozen finds all its connections dead at the same moment.
 */
const RETRY_CREDIT = 500;
const RETRY_COST = 5;

/**
 * When the SDK tries again: on throttling and passing faults, after a random pause below a bound that doubles
 * ("full jitter"). The SDK's own strategy waits up to a second after throttling, more than a whole check may take.
 *
 * @param random uniform in [0, 1).
 */
export function createRetryStrategy(limits: RetryLimits, random: () => number): RetryStrategy {
  let credit = RETRY_CREDIT;
  return {
    acquireInitialRetryToken: async () => token(0, 0),
    async refreshRetryTokenForRetry(previous, { errorType }) {
      const retries = previous.getRetryCount() + 1;
      const passing = errorType === 'THROTTLING' || errorType === 'TRANSIENT';
      if (!passing || retries >= limits.maxAttempts || credit < RETRY_COST) {
        throw new Error('no further attempt');
      }
      credit -= RETRY_COST;
      const boundMs = Math.min(limits.firstPauseMs * 2 ** (retries - 1), limits.maxPauseMs);
      return token(retries, Math.floor(random() * boundMs));
    },
    recordSuccess() {
      credit = Math.min(RETRY_CREDIT, credit + 1);
    },
  };
}

function token(retries: number, pauseMs: number): RetryToken {
  return { getRetryCount: () => retries, getRetryDelay: () => pauseMs };
}
