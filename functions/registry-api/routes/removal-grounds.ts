import type { Hono } from 'hono';
import { requireScope } from '../../../shared/adapters/http/authenticate.ts';
import type { HttpEnv } from '../../../shared/adapters/http/http-env.ts';
import { invalidInput } from '../../../shared/adapters/http/http-problem.ts';
import { parseBody, readJsonBody } from '../../../shared/adapters/http/json-body.ts';
import { REGISTRY_WRITE } from '../../../shared/contracts/scopes.ts';
import { formatInstant } from '../../../shared/contracts/time.ts';
import {
  type RemovalGroundDependencies,
  removalGroundBody,
  stateRemovalGround,
} from '../../../shared/due-process/acts/state-removal-ground.ts';
import type { Deadline } from '../../../shared/due-process/deadline.ts';
import type { Logger } from '../../../shared/runtime/log.ts';
import { impossibleAct, unknownOrder } from './act-problems.ts';
import { findOrder } from './find-order.ts';
import { orAskAgain } from './or-ask-again.ts';

export interface RemovalGroundRouteDependencies extends RemovalGroundDependencies {
  readonly logger: Logger;
}

/** State that a ground for letting go has arisen: the court's clock begins to run, the order stays as it is. */
export function addRemovalGroundRoutes(app: Hono<HttpEnv>, deps: RemovalGroundRouteDependencies): void {
  app.post('/v1/orders/:orderId/removal-grounds', async (c) => {
    requireScope(c.get('client'), REGISTRY_WRITE);
    const body = parseBody(removalGroundBody, await readJsonBody(c));
    const { orderId } = await findOrder(c.req.param('orderId'), deps.orders);
    const request = { orderId, body, actor: c.get('client').operatorId, requestId: c.get('requestId') };
    const answer = await orAskAgain('Send the same ground again: its clock is not started twice.', () =>
      stateRemovalGround(request, deps),
    );
    switch (answer.kind) {
      case 'unknown-order':
        throw unknownOrder();
      case 'impossible':
        throw impossibleAct(answer);
      case 'invalid':
        throw invalidInput(answer.problems);
      case 'running':
        if (answer.unknownYear !== undefined) {
          deps.logger.warn('deadlines.calendar-unknown', { orderId, year: answer.unknownYear });
        }
        return c.json(describeDeadline(answer.deadline));
    }
  });
}

function describeDeadline({ deadlineId, kind, orderId, startedAtMs, dueAtMs, law }: Deadline) {
  return {
    deadlineId,
    kind,
    orderId,
    startedAt: formatInstant(startedAtMs),
    dueAt: formatInstant(dueAtMs),
    law,
  };
}
