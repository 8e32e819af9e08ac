import type { Hono } from 'hono';
import * as z from 'zod';
import type { HttpEnv } from '../../../shared/adapters/http/http-env.ts';
import { HttpProblem } from '../../../shared/adapters/http/http-problem.ts';
import { parseBody } from '../../../shared/adapters/http/json-body.ts';
import { ID_PATTERN, type NoticeId } from '../../../shared/contracts/ids.ts';
import { type AcknowledgeDependencies, acknowledgeNotice } from '../../../shared/notices/acknowledge.ts';
import { NOTICE_LISTS } from '../../../shared/notices/notice-lists.ts';
import type { NoticeStore } from '../../../shared/notices/ports.ts';
import type { Metrics } from '../../../shared/runtime/metrics.ts';
import { describeNotice } from '../answers.ts';
import { requireOperator } from '../operator-scopes.ts';
import { afterField, limitField } from '../query.ts';

export interface NoticeRouteDependencies extends AcknowledgeDependencies {
  readonly notices: Pick<NoticeStore, 'get' | 'update' | 'list'>;
  /** Nothing is measured without it. */
  readonly metrics?: Metrics;
}

const STATES = [...NOTICE_LISTS, 'all'] as const;

const noticesQuery = z.strictObject({
  state: z.enum(STATES, `must be one of ${STATES.join(', ')}`).default('unacknowledged'),
  after: afterField,
  limit: limitField,
});

/** An operator's own notices. */
export function addNoticeRoutes(app: Hono<HttpEnv>, deps: NoticeRouteDependencies): void {
  app.get('/v1/notices', async (c) => {
    const operatorId = requireOperator(c.get('client'));
    const { state, after, limit } = parseBody(noticesQuery, c.req.query());
    const { notices, next } = await deps.notices.list(operatorId, state, { after, limit });
    return c.json({ notices: notices.map(describeNotice), ...(next === undefined ? {} : { next }) });
  });

  app.post('/v1/notices/:noticeId/acknowledge', async (c) => {
    const operatorId = requireOperator(c.get('client'));
    const noticeId = c.req.param('noticeId');
    const acting = { operatorId, requestId: c.get('requestId') };
    const outcome = ID_PATTERN.test(noticeId)
      ? await acknowledgeNotice(acting, noticeId as NoticeId, deps)
      : 'unknown';
    if (outcome === 'unknown') {
      throw new HttpProblem('not-found', 'Check the notice id: you have no notice under it.');
    }
    deps.metrics?.add('NoticesAcknowledged');
    deps.metrics?.settle();
    return c.body(null, 204);
  });
}
