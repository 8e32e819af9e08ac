import { createMemoryActClaims } from '../../shared/adapters/memory/act-claims.ts';
import { createMemoryDeadlines } from '../../shared/adapters/memory/deadlines.ts';
import { createMemoryInterceptions } from '../../shared/adapters/memory/interceptions.ts';
import { createMemoryNotices } from '../../shared/adapters/memory/notices.ts';
import { createMemoryObjections } from '../../shared/adapters/memory/objections.ts';
import { createMemoryReminders } from '../../shared/adapters/memory/reminders.ts';
import { createWorkingDays } from '../../shared/due-process/working-days.ts';
import { idempotencyParts } from './idempotency-parts.ts';
import { NO_LIMIT } from './no-limit.ts';

/** What the courts' API needs beside the register and the audit: claims of acts, clocks, denials and notices, in memory. */
export function courtParts() {
  const interceptions = createMemoryInterceptions();
  return {
    claims: createMemoryActClaims(),
    deadlines: createMemoryDeadlines(),
    objections: createMemoryObjections(),
    reminders: createMemoryReminders(),
    workingDays: createWorkingDays(),
    interceptions,
    courtMonths: interceptions,
    notices: createMemoryNotices(),
    idempotency: idempotencyParts(),
    limiter: NO_LIMIT,
  };
}
