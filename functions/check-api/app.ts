import type { Hono, MiddlewareHandler } from 'hono';
import { authenticate, requireAnyScope, requireScope } from '../../shared/adapters/http/authenticate.ts';
import type { TokenVerifier } from '../../shared/adapters/http/bearer-auth.ts';
import { createHttpApp, type HttpAppDependencies } from '../../shared/adapters/http/http-app.ts';
import type { HttpEnv } from '../../shared/adapters/http/http-env.ts';
import { HttpProblem, invalidInput } from '../../shared/adapters/http/http-problem.ts';
import { parseBody, readJsonBody } from '../../shared/adapters/http/json-body.ts';
import type { Attester } from '../../shared/attestations/attester.ts';
import type { CheckEngine } from '../../shared/check/check-engine.ts';
import { type OutcomeDependencies, reportOutcome } from '../../shared/check/report-outcome.ts';
import { checkRequestSchema } from '../../shared/contracts/check.ts';
import type { Clock } from '../../shared/contracts/clock.ts';
import type { CheckId } from '../../shared/contracts/ids.ts';
import { outcomeReportSchema } from '../../shared/contracts/outcome.ts';
import { checkScope } from '../../shared/contracts/scopes.ts';
import { SECTORS } from '../../shared/contracts/sectors.ts';
import type { FollowerStatus } from '../../shared/filter/filter-view.ts';
import { healthOf } from './health.ts';

const CHECK_ID = /^chk_[A-Za-z0-9-]{36}$/;

export interface CheckAppDependencies extends HttpAppDependencies {
  readonly clock: Clock;
  readonly verifier: TokenVerifier;
  readonly engine: CheckEngine;
  readonly attester: Attester;
  readonly outcomes: OutcomeDependencies;
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
    return next();
  };

  app.post('/v1/checks', timed, authenticated, async (c) => {
    const client = c.get('client');
    const request = parseBody(checkRequestSchema, await readJsonBody(c));
    requireScope(client, checkScope(request.purchase.sector));
    const checking = deps.engine.check(request, client.operatorId, c.get('arrivedAtMs'));
    const outcome = checking instanceof Promise ? await checking : checking;
    if (outcome.kind === 'invalid') throw invalidInput(outcome.problems);
    const { answer } = outcome;
    if (request.attest !== true) return c.json(answer);
    const attested = await deps.attester.attest(request, client.operatorId, answer, c.get('arrivedAtMs'));
    if (attested.kind === 'invalid') throw invalidInput(attested.problems);
    return c.json({ ...answer, attestation: attested.attestation });
  });

  app.post('/v1/checks/:checkId/outcome', authenticated, async (c) => {
    const client = c.get('client');
    requireAnyScope(client, SECTORS.map(checkScope));
    const checkId = c.req.param('checkId');
    if (!CHECK_ID.test(checkId)) {
      throw new HttpProblem('not-found', 'Use the checkId of the answer to the check.');
    }
    const report = parseBody(outcomeReportSchema, await readJsonBody(c));
    const receipt = await reportOutcome(
      deps.outcomes,
      checkId as CheckId,
      client.operatorId,
      report,
      deps.clock.wallMs(),
    );
    if (receipt.kind === 'invalid') throw invalidInput(receipt.problems);
    return c.body(null, 204);
  });

  return app;
}
