import type { ClientLimiter } from '../../shared/rate-limits/client-limiter.ts';

/** For tests that are not about limits. */
export const NO_LIMIT: ClientLimiter = { admit: () => 0, idle: async () => {} };
