import type { Hono } from 'hono';
import { requireScope } from '../../../shared/adapters/http/authenticate.ts';
import type { HttpEnv } from '../../../shared/adapters/http/http-env.ts';
import { HttpProblem, invalidInput } from '../../../shared/adapters/http/http-problem.ts';
import { parseBody, readJsonBody } from '../../../shared/adapters/http/json-body.ts';
import { REGISTRY_WRITE } from '../../../shared/contracts/scopes.ts';
import { formatInstant } from '../../../shared/contracts/time.ts';
import {
  type RemovalGroundDependencies,
  removalGroundBody,
  stateRemovalGround,
} from '../../../shared/due-process/acts/state-removal-ground.ts';
import {
  type WithdrawRemovalGroundAnswer,
  type WithdrawRemovalGroundDependencies,
  withdrawRemovalGround,
  withdrawRemovalGroundBody,
} from '../../../shared/due-process/acts/withdraw-removal-ground.ts';
import type { Deadline } from '../../../shared/due-process/deadline.ts';
import type { Logger } from '../../../shared/runtime/log.ts';
import { impossibleAct, unknownOrder } from './act-problems.ts';
import { findOrder } from './find-order.ts';
import { orAskAgain } from './or-ask-again.ts';

export interface RemovalGroundRouteDependencies
  extends Omit<RemovalGroundDependencies, 'deadlines'>,
    Omit<WithdrawRemovalGroundDependencies, 'deadlines'> {
  readonly deadlines: RemovalGroundDependencies['deadlines'] & WithdrawRemovalGroundDependencies['deadlines'];
  readonly logger: Logger;
}

/**
 * State that a ground for letting go has arisen: the court's clock begins to run, the order stays as it is. Withdraw one
 * that was stated by mistake: its clock stops.
 */
export function addRemovalGroundRoutes(app: Hono<HttpEnv>, deps: RemovalGroundRouteDependencies): void {
  app.post('/v1/orders/:orderId/removal-grounds', async (c) => {
    requireScope(c.get('client'), REGISTRY_WRITE);
    const body = parseBody(removalGroundBody, await readJsonBody(c));
    const { orderId } = await findOrder(c.req.param('orderId'), deps.orders, c.get('client'));
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

  app.post('/v1/orders/:orderId/removal-grounds/withdraw', async (c) => {
    requireScope(c.get('client'), REGISTRY_WRITE);
    const body = parseBody(withdrawRemovalGroundBody, await readJsonBody(c));
    const answer = await orAskAgain('Send the same again: a clock that was stopped stays so.', async () => {
      const { orderId } = await findOrder(c.req.param('orderId'), deps.orders, c.get('client'));
      const request = { orderId, body, actor: c.get('client').operatorId, requestId: c.get('requestId') };
      return { orderId, ...(await withdrawRemovalGround(request, deps)) };
    });
    switch (answer.kind) {
      case 'unknown-order':
        throw unknownOrder();
      case 'impossible':
        throw impossibleAct(answer);
      case 'not-running':
        throw notRunning(body.ground, answer);
      case 'withdrawn': {
        const { orderId, running } = answer;
        return c.json({ orderId, withdrawn: body.ground, running: running.map(describeDeadline) });
      }
    }
  });
}

function notRunning(
  ground: string,
  { state, possible, running }: Extract<WithdrawRemovalGroundAnswer, { kind: 'not-running' }>,
): HttpProblem {
  const grounds = running.flatMap(({ about }) => about ?? []);
  const others = grounds.length === 0 ? '' : ` Clocks run for: ${grounds.join(', ')}.`;
  const detail = `No clock runs for the ground ${ground}.${others} Possible: ${possible.join(', ')}.`;
  return new HttpProblem('conflict', detail, { members: { state, possibleActs: possible, grounds } });
}

function describeDeadline({ deadlineId, kind, orderId, about, startedAtMs, dueAtMs, law }: Deadline) {
  return {
    deadlineId,
    kind,
    orderId,
    ...(about === undefined ? {} : { ground: about }),
    startedAt: formatInstant(startedAtMs),
    dueAt: formatInstant(dueAtMs),
    law,
  };
}
