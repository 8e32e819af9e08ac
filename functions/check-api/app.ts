import type { Context, Hono, MiddlewareHandler } from 'hono';
import { authenticate, requireAnyScope, requireScope } from '../../shared/adapters/http/authenticate.ts';
import type { TokenVerifier } from '../../shared/adapters/http/bearer-auth.ts';
import { createHttpApp, type HttpAppDependencies } from '../../shared/adapters/http/http-app.ts';
import type { HttpEnv } from '../../shared/adapters/http/http-env.ts';
import { HttpProblem, invalidInput } from '../../shared/adapters/http/http-problem.ts';
import { parseBody, readJsonBody } from '../../shared/adapters/http/json-body.ts';
import { admitOrThrow } from '../../shared/adapters/http/rate-limit.ts';
import type { Client } from '../../shared/adapters/http/token-claims.ts';
import { tracedIfAsked } from '../../shared/adapters/http/trace-context.ts';
import type { Attester } from '../../shared/attestations/attester.ts';
import type { CheckEngine } from '../../shared/check/check-engine.ts';
import { type OutcomeDependencies, reportOutcome } from '../../shared/check/report-outcome.ts';
import { type CheckAnswer, checkRequestSchema } from '../../shared/contracts/check.ts';
import type { Clock } from '../../shared/contracts/clock.ts';
import type { CheckId } from '../../shared/contracts/ids.ts';
import { outcomeReportSchema } from '../../shared/contracts/outcome.ts';
import { checkScope } from '../../shared/contracts/scopes.ts';
import { SECTORS } from '../../shared/contracts/sectors.ts';
import type { FollowerStatus } from '../../shared/filter/filter-view.ts';
import type { ClientLimiter } from '../../shared/rate-limits/client-limiter.ts';
import type { ScanWatch } from '../../shared/scanning/scan-watch.ts';
import { costOf } from './cost-of.ts';
import { healthOf } from './health.ts';

const CHECK_ID = /^chk_[A-Za-z0-9-]{36}$/;

export interface CheckAppDependencies extends HttpAppDependencies {
  readonly clock: Clock;
  readonly verifier: TokenVerifier;
  readonly limiter: ClientLimiter;
  readonly scanning: ScanWatch;
  readonly engine: CheckEngine;
  readonly attester: Attester;
  readonly outcomes: OutcomeDependencies;
  /** Told of each answer, with when its check came by the monotonic clock. */
  readonly onAnswered?: (answer: CheckAnswer, arrivedAtMs: number) => void;
  /** State of the follower after a poll if one is due; `undefined` while the container has none yet. */
  readonly followerStatus: () => Promise<FollowerStatus | undefined>;
}

/** The HTTP API that operators ask: may this purchase go ahead for these subjects? */
export function createCheckApp(deps: CheckAppDependencies): Hono<HttpEnv> {
  const app = createHttpApp(deps);
  const authenticated = authenticate(deps.verifier);

  app.get('/health', async (c) => c.json(healthOf(await deps.followerStatus())));

  /** The time limit of a check counts from here: a wait for the issuer's keys is part of it. */
  const timed: MiddlewareHandler<HttpEnv> = (c, next) => {
    c.set('arrivedAtMs', deps.clock.monotonicMs());
    return tracedIfAsked(c, next);
  };

  app.post('/v1/checks', timed, authenticated, async (c) => {
    const client = c.get('client');
    const body = await readLimited(c, client, deps);
    const nowMs = deps.clock.wallMs();
    admitOrThrow(deps.limiter, client, costOf(body), deps.scanning.slowdownOf(client, nowMs));
    const request = parseBody(checkRequestSchema, body);
    requireScope(client, checkScope(request.purchase.sector));
    const asked = deps.scanning.askedBy(client, nowMs);
    const checking = deps.engine.check(request, client.operatorId, c.get('arrivedAtMs'), asked);
    const outcome = checking instanceof Promise ? await checking : checking;
    if (outcome.kind === 'invalid') throw invalidInput(outcome.problems);
    const { answer } = outcome;
    deps.onAnswered?.(answer, c.get('arrivedAtMs'));
    if (request.attest !== true) return c.json(answer);
    const attested = await deps.attester.attest(request, client.operatorId, answer, c.get('arrivedAtMs'));
    if (attested.kind === 'invalid') throw invalidInput(attested.problems);
    return c.json({ ...answer, attestation: attested.attestation });
  });

  app.post('/v1/checks/:checkId/outcome', tracedIfAsked, authenticated, async (c) => {
    const client = c.get('client');
    requireAnyScope(client, SECTORS.map(checkScope));
    const checkId = c.req.param('checkId');
    if (!CHECK_ID.test(checkId)) {
      throw new HttpProblem('not-found', 'Use the checkId of the answer to the check.');
    }
    const nowMs = deps.clock.wallMs();
    admitOrThrow(deps.limiter, client, 1);
    const report = parseBody(outcomeReportSchema, await readJsonBody(c));
    const receipt = await reportOutcome(deps.outcomes, checkId as CheckId, client.operatorId, report, nowMs);
    if (receipt.kind === 'invalid') throw invalidInput(receipt.problems);
    deps.scanning.noteOutcomes(client, report.results.length, nowMs);
    return c.body(null, 204);
  });

  return app;
}

/** The body as JSON. What is none costs its client as much as one subject, so that it cannot be sent without end. */
async function readLimited(
  c: Context<HttpEnv>,
  client: Client,
  { limiter }: Pick<CheckAppDependencies, 'limiter'>,
): Promise<unknown> {
  try {
    return await readJsonBody(c);
  } catch (error) {
    admitOrThrow(limiter, client, 1);
    throw error;
  }
}
