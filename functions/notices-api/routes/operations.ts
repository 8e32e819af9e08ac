import type { Hono } from 'hono';
import * as z from 'zod';
import { requireScope } from '../../../shared/adapters/http/authenticate.ts';
import type { HttpEnv } from '../../../shared/adapters/http/http-env.ts';
import { HttpProblem } from '../../../shared/adapters/http/http-problem.ts';
import { parseBody } from '../../../shared/adapters/http/json-body.ts';
import { ID_PATTERN, type NoticeId, type OperatorId } from '../../../shared/contracts/ids.ts';
import { OPERATIONS } from '../../../shared/contracts/scopes.ts';
import { listAcross } from '../../../shared/notices/list-across.ts';
import type { NoticeStore } from '../../../shared/notices/ports.ts';
import { type RedriveDependencies, redriveNotice, redriveOperator } from '../../../shared/notices/redrive.ts';
import { describeForOperations } from '../answers.ts';
import { afterAcrossField, limitField, writeAcross } from '../query.ts';

export interface OperationsRouteDependencies extends RedriveDependencies {
  readonly notices: Pick<NoticeStore, 'get' | 'update' | 'list' | 'listOperators'>;
}

const LISTS = ['parked', 'unacknowledged'] as const;

const listQuery = z.strictObject({
  state: z.enum(LISTS, `must be one of ${LISTS.join(', ')}`),
  after: afterAcrossField,
  limit: limitField,
});

/** What is stuck over all operators, and sending it on its way again. */
export function addOperationsRoutes(app: Hono<HttpEnv>, deps: OperationsRouteDependencies): void {
  app.get('/v1/operations/notices', async (c) => {
    const { operatorId: actor } = requireOperations(c.get('client'));
    const { state, after, limit } = parseBody(listQuery, c.req.query());
    const nowMs = deps.clock.wallMs();
    await deps.audit.record({
      atMs: nowMs,
      actor,
      act: 'notices.list',
      orders: [],
      requestId: c.get('requestId'),
      facts: { state },
    });
    const { notices, next } = await listAcross(state, { after, limit }, deps.notices);
    return c.json({
      notices: notices.map((record) => describeForOperations(record, nowMs)),
      ...(next === undefined ? {} : { next: writeAcross(next) }),
    });
  });

  app.post('/v1/operations/notices/:operatorId/:noticeId/redrive', async (c) => {
    const { operatorId: actor } = requireOperations(c.get('client'));
    const operatorId = idOf(c.req.param('operatorId'));
    const noticeId = idOf(c.req.param('noticeId'));
    const outcome = await redriveNotice(
      { actor, requestId: c.get('requestId') },
      operatorId as OperatorId,
      noticeId as NoticeId,
      deps,
    );
    switch (outcome.kind) {
      case 'on-its-way':
        return c.body(null, 204);
      case 'unknown':
        throw unknownNotice();
      case 'settled':
        throw new HttpProblem('conflict', `There is nothing to send: the notice was ${outcome.state}.`);
    }
  });

  app.post('/v1/operations/notices/:operatorId/redrive', async (c) => {
    const { operatorId: actor } = requireOperations(c.get('client'));
    const operatorId = idOf(c.req.param('operatorId')) as OperatorId;
    return c.json(await redriveOperator({ actor, requestId: c.get('requestId') }, operatorId, deps));
  });
}

function requireOperations(client: HttpEnv['Variables']['client']) {
  requireScope(client, OPERATIONS);
  return client;
}

function idOf(text: string): string {
  if (ID_PATTERN.test(text)) return text;
  throw unknownNotice();
}

function unknownNotice(): HttpProblem {
  return new HttpProblem('not-found', 'Check the ids: this operator has no such notice.');
}
