import type { Context, Hono } from 'hono';
import * as z from 'zod';
import { requireScope } from '../../../shared/adapters/http/authenticate.ts';
import type { HttpEnv } from '../../../shared/adapters/http/http-env.ts';
import { HttpProblem } from '../../../shared/adapters/http/http-problem.ts';
import { parseBody } from '../../../shared/adapters/http/json-body.ts';
import { CHAINS } from '../../../shared/audit/chains.ts';
import type { AuditEvent } from '../../../shared/audit/event.ts';
import type { AuditEntryStore, AuditTrail, CheckpointStore } from '../../../shared/audit/ports.ts';
import type { Clock } from '../../../shared/contracts/clock.ts';
import { OPERATIONS } from '../../../shared/contracts/scopes.ts';

export interface AuditRouteDependencies {
  readonly clock: Clock;
  readonly audit: AuditTrail;
  readonly auditEntries: Pick<AuditEntryStore, 'readAfter'>;
  readonly auditCheckpoints: Pick<CheckpointStore, 'listAfter'>;
}

const MAX_ENTRIES = 500;
const DEFAULT_ENTRIES = 200;
const CHECKPOINTS_A_PAGE = 100;

const wholeNumber = (most: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, `must be a whole number up to ${most}`)
    .transform(Number)
    .refine((number) => number <= most, `must be a whole number up to ${most}`);

const entriesQuery = z.strictObject({
  after: wholeNumber(Number.MAX_SAFE_INTEGER).default(0),
  limit: wholeNumber(MAX_ENTRIES)
    .refine((limit) => limit > 0, 'must be at least 1')
    .default(DEFAULT_ENTRIES),
});

const checkpointsQuery = z.strictObject({
  after: z
    .string()
    .regex(/^[A-Za-z0-9./-]{0,100}$/, 'must be the name of a checkpoint, as an earlier page has it')
    .default(''),
});

/**
 * Read the audit chains and their checkpoints, in order to verify them. Reading is itself accounted for, before the
 * answer; pages end all the same, since one read adds one entry at most.
 */
export function addAuditRoutes(app: Hono<HttpEnv>, deps: AuditRouteDependencies): void {
  app.get('/v1/audit/chains/:chain/entries', async (c) => {
    requireScope(c.get('client'), OPERATIONS);
    const chain = chainOf(c.req.param('chain'));
    const { after, limit } = parseBody(entriesQuery, c.req.query());
    await deps.audit.record(reading(c, deps, { chain, after }));
    const { entries, next } = await deps.auditEntries.readAfter(chain, after, limit);
    return c.json({ chain, entries, ...(next === undefined ? {} : { next }) });
  });

  app.get('/v1/audit/checkpoints', async (c) => {
    requireScope(c.get('client'), OPERATIONS);
    const { after } = parseBody(checkpointsQuery, c.req.query());
    await deps.audit.record(reading(c, deps, { checkpoints: true }));
    const { checkpoints, more } = await deps.auditCheckpoints.listAfter(after, CHECKPOINTS_A_PAGE);
    const next = more ? checkpoints.at(-1)?.name : undefined;
    return c.json({ checkpoints, ...(next === undefined ? {} : { next }) });
  });
}

/** @throws HttpProblem 404 for a chain that there is not. */
function chainOf(text: string): number {
  const chain = /^\d{1,2}$/.test(text) ? Number(text) : CHAINS;
  if (chain < CHAINS) return chain;
  throw new HttpProblem('not-found', `Chains are numbered from 0 to ${CHAINS - 1}.`);
}

function reading(
  c: Context<HttpEnv>,
  { clock }: AuditRouteDependencies,
  facts: NonNullable<AuditEvent['facts']>,
): AuditEvent {
  return {
    atMs: clock.wallMs(),
    actor: c.get('client').operatorId,
    act: 'audit.read',
    orders: [],
    requestId: c.get('requestId'),
    facts,
  };
}
