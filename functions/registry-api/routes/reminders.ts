import type { Hono } from 'hono';
import * as z from 'zod';
import { requireScope } from '../../../shared/adapters/http/authenticate.ts';
import type { HttpEnv } from '../../../shared/adapters/http/http-env.ts';
import { parseBody } from '../../../shared/adapters/http/json-body.ts';
import type { AuditTrail } from '../../../shared/audit/ports.ts';
import { inParallel } from '../../../shared/concurrency/in-parallel.ts';
import type { Clock } from '../../../shared/contracts/clock.ts';
import { REGISTRY_READ } from '../../../shared/contracts/scopes.ts';
import { formatInstant } from '../../../shared/contracts/time.ts';
import type { DeadlineStore, ReminderStore } from '../../../shared/due-process/ports.ts';
import type { Reminder } from '../../../shared/due-process/reminders.ts';
import { findCourt } from './find-court.ts';

export interface ReminderRouteDependencies {
  readonly clock: Clock;
  readonly audit: AuditTrail;
  readonly reminders: Pick<ReminderStore, 'listFor'>;
  readonly deadlines: Pick<DeadlineStore, 'listByOrder'>;
}

const MAX_REMINDERS = 200;
const READS_AT_ONCE = 10;

const query = z.strictObject({
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, `must be a whole number from 1 to ${MAX_REMINDERS}`)
    .transform(Number)
    .refine((limit) => limit <= MAX_REMINDERS, `must be a whole number from 1 to ${MAX_REMINDERS}`)
    .default(MAX_REMINDERS),
  after: z
    .string()
    .regex(/^[0-9]{16}#[A-Za-z0-9_-]{1,64}#[a-z0-9-]{1,20}$/, 'must be the next of an earlier page')
    .optional(),
});

/** What a court owes or should know, by its queue of reminders. */
export function addReminderRoutes(app: Hono<HttpEnv>, deps: ReminderRouteDependencies): void {
  app.get('/v1/courts/:courtCode/reminders', async (c) => {
    requireScope(c.get('client'), REGISTRY_READ);
    const courtCode = findCourt(c.req.param('courtCode'), c.get('client'));
    const { limit, after } = parseBody(query, c.req.query());
    const { reminders, next } = await deps.reminders.listFor(courtCode, limit, after);
    const open = await stillOpen(reminders, deps);
    await deps.audit.record({
      atMs: deps.clock.wallMs(),
      actor: c.get('client').operatorId,
      act: 'reminders.read',
      orders: [],
      requestId: c.get('requestId'),
      facts: { court: courtCode, shown: open.length },
    });
    return c.json({ reminders: open.map(describe), ...(next === undefined ? {} : { next }) });
  });
}

/**
 * The newest reminder of every clock that still runs with that end, and of what is simply over. What was done since is
 * left out, so a page may be shorter than was asked for although more follow.
 */
async function stillOpen(
  reminders: readonly Reminder[],
  { deadlines }: ReminderRouteDependencies,
): Promise<readonly Reminder[]> {
  const orderIds = [...new Set(reminders.filter(({ step }) => step !== 'ended').map((one) => one.orderId))];
  const clocks = await inParallel(orderIds, READS_AT_ONCE, (orderId) => deadlines.listByOrder(orderId));
  const running = new Set(clocks.flat().map(nameOf));
  const newest = new Map<string, Reminder>();
  for (const reminder of reminders) {
    if (reminder.step !== 'ended' && !running.has(nameOf(reminder))) continue;
    const other = newest.get(nameOf(reminder));
    if (!other || other.remindedAtMs <= reminder.remindedAtMs) newest.set(nameOf(reminder), reminder);
  }
  return [...newest.values()];
}

function nameOf({ deadlineId, dueAtMs }: Pick<Reminder, 'deadlineId' | 'dueAtMs'>): string {
  return `${deadlineId}#${dueAtMs}`;
}

function describe({ addressee: _addressee, dueAtMs, remindedAtMs, ...reminder }: Reminder) {
  return { ...reminder, dueAt: formatInstant(dueAtMs), remindedAt: formatInstant(remindedAtMs) };
}
