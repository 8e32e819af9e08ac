import { createDynamoDbClientCounters } from '../adapters/dynamodb/client-counters.ts';
import type { RegistryTable } from '../adapters/dynamodb/table.ts';
import { type ClientLimiter, createClientLimiter, type Passenger } from '../rate-limits/client-limiter.ts';
import type { LimitedApi } from '../rate-limits/ports.ts';
import type { Rate } from '../rate-limits/token-bucket.ts';
import { systemClock } from './clock.ts';
import type { Logger } from './log.ts';

/** The settings that change the limits of clients without limits of their own. */
export interface LimitSettings {
  readonly CLIENT_RATE_PER_SECOND: number | undefined;
  readonly CLIENT_BURST: number | undefined;
}

/**
 * What a client may ask unless its record or the deployment says otherwise. Checks count subjects: the busiest railway
 * sells some 700 tickets a second, and has a record of its own. A request of the registry takes up to 1,000 changes.
 */
const DEFAULT_LIMITS: Readonly<Record<LimitedApi, Rate>> = {
  check: { ratePerSecond: 200, burst: 1_000 },
  registry: { ratePerSecond: 20, burst: 100 },
  notices: { ratePerSecond: 20, burst: 100 },
};

/** The limiter of a container for one API. */
export function createContainerClientLimiter(
  api: LimitedApi,
  settings: LimitSettings,
  table: RegistryTable,
  logger: Logger,
  passenger?: Passenger,
): ClientLimiter {
  const { ratePerSecond, burst } = DEFAULT_LIMITS[api];
  return createClientLimiter({
    api,
    clock: systemClock,
    counters: createDynamoDbClientCounters(table),
    limits: {
      ratePerSecond: settings.CLIENT_RATE_PER_SECOND ?? ratePerSecond,
      burst: settings.CLIENT_BURST ?? burst,
    },
    onUncounted: (error) => logger.warn('limits.not-shared', { api, error }),
    ...(passenger ? { passenger } : {}),
  });
}
