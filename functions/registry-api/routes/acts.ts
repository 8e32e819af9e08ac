import type { Context, Hono } from 'hono';
import { requireScope } from '../../../shared/adapters/http/authenticate.ts';
import type { HttpEnv } from '../../../shared/adapters/http/http-env.ts';
import { HttpProblem, invalidInput } from '../../../shared/adapters/http/http-problem.ts';
import { parseBody, readJsonBody } from '../../../shared/adapters/http/json-body.ts';
import type { AuditTrail } from '../../../shared/audit/ports.ts';
import { REGISTRY_WRITE } from '../../../shared/contracts/scopes.ts';
import type { DocumentAct } from '../../../shared/due-process/acts/act.ts';
import { DOCUMENT_ACTS } from '../../../shared/due-process/acts/document-acts.ts';
import { type ActAnswer, performAct } from '../../../shared/due-process/acts/perform-act.ts';
import type { ActClaimStore } from '../../../shared/due-process/acts/ports.ts';
import type { IntakeDependencies } from '../../../shared/orders/intake.ts';
import type { OrderStore } from '../../../shared/orders/ports.ts';
import type { Logger } from '../../../shared/runtime/log.ts';
import { impossibleAct, unknownOrder } from './act-problems.ts';
import { findOrder } from './find-order.ts';
import { orAskAgain } from './or-ask-again.ts';

export interface ActRouteDependencies {
  readonly logger: Logger;
  readonly orders: Pick<OrderStore, 'get'>;
  readonly claims: ActClaimStore;
  readonly audit: AuditTrail;
  /** Asked at each act, since it waits for the secrets: they are fetched when first needed. */
  readonly intake: () => IntakeDependencies | Promise<IntakeDependencies>;
}

const SAME_ACT_AGAIN = 'Send the same act again: if it was taken already, it is not done twice.';

/** An act that is under way is mostly applied in a second. */
const UNDER_WAY_RETRY_SECONDS = 1;

/** One route for each act that leads to the next version of an order. */
export function addActRoutes(app: Hono<HttpEnv>, deps: ActRouteDependencies): void {
  for (const act of DOCUMENT_ACTS) {
    app.post(`/v1/orders/:orderId/${act.path}`, async (c) => {
      requireScope(c.get('client'), REGISTRY_WRITE);
      const answer = await doAct(act, c, deps);
      if (answer.kind !== 'accepted') throw problemOf(answer);
      const { kind: _kind, ...accepted } = answer;
      deps.logger.info('change.accepted', { changeId: accepted.changeId });
      return c.json(accepted, 202, { location: `/v1/list-changes/${accepted.changeId}` });
    });
  }
}

async function doAct(act: DocumentAct, c: Context<HttpEnv>, deps: ActRouteDependencies): Promise<ActAnswer> {
  const body = await readJsonBody(c);
  parseBody(act.body, body);
  return await orAskAgain(SAME_ACT_AGAIN, async () => {
    const { orderId } = await findOrder(c.req.param('orderId') ?? '', deps.orders, c.get('client'));
    const request = {
      orderId,
      act,
      body: body as { readonly staff?: string },
      about: c.req.param('about'),
      actor: c.get('client').operatorId,
      requestId: c.get('requestId'),
    };
    return performAct(request, { ...deps, intake: await deps.intake() });
  });
}

function problemOf(answer: Exclude<ActAnswer, { kind: 'accepted' }>): HttpProblem {
  switch (answer.kind) {
    case 'unknown-order':
      return unknownOrder();
    case 'not-found':
      return new HttpProblem('not-found', answer.detail);
    case 'invalid':
      return invalidInput(answer.problems);
    case 'refused':
      return new HttpProblem('conflict', answer.detail);
    case 'impossible':
      return impossibleAct(answer);
    case 'under-way':
      return new HttpProblem('conflict', 'Another act on this order is under way: ask again.', {
        retryAfterSeconds: UNDER_WAY_RETRY_SECONDS,
      });
    case 'defective-order':
      return new HttpProblem(
        'conflict',
        'The order itself lacks what its next version needs: correct the listed fields by a list change first.',
        { errors: answer.problems },
      );
  }
}
