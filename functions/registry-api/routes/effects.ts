import type { Hono } from 'hono';
import { requireScope } from '../../../shared/adapters/http/authenticate.ts';
import type { HttpEnv } from '../../../shared/adapters/http/http-env.ts';
import { HttpProblem } from '../../../shared/adapters/http/http-problem.ts';
import type { AuditTrail } from '../../../shared/audit/ports.ts';
import type { Clock } from '../../../shared/contracts/clock.ts';
import { REGISTRY_READ } from '../../../shared/contracts/scopes.ts';
import { countByMonth, countDenials } from '../../../shared/interceptions/effects.ts';
import type { CourtMonthStore, InterceptionStore } from '../../../shared/interceptions/ports.ts';
import { countNotices } from '../../../shared/notices/count-notices.ts';
import type { NoticeStore } from '../../../shared/notices/ports.ts';
import type { OrderStore } from '../../../shared/orders/ports.ts';
import { findCourt } from './find-court.ts';
import { findOrder } from './find-order.ts';

export interface EffectRouteDependencies {
  readonly clock: Clock;
  readonly audit: AuditTrail;
  readonly orders: Pick<OrderStore, 'get'>;
  readonly interceptions: Pick<InterceptionStore, 'listByOrder'>;
  readonly courtMonths: CourtMonthStore;
  readonly notices: Pick<NoticeStore, 'listByOrder'>;
}

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/** What courts see of what their orders do: counts, accounted for before they are told. */
export function addEffectRoutes(app: Hono<HttpEnv>, deps: EffectRouteDependencies): void {
  const { clock, audit } = deps;

  app.get('/v1/orders/:orderId/effects', async (c) => {
    requireScope(c.get('client'), REGISTRY_READ);
    const { orderId, version } = await findOrder(c.req.param('orderId'), deps.orders, c.get('client'));
    const denials = await deps.interceptions.listByOrder(orderId);
    const notices = await deps.notices.listByOrder(orderId);
    const nowMs = clock.wallMs();
    await audit.record({
      atMs: nowMs,
      actor: c.get('client').operatorId,
      act: 'order.effects-read',
      orders: [{ orderId, version }],
      requestId: c.get('requestId'),
    });
    return c.json({ orderId, months: countByMonth(denials), notices: countNotices(notices, nowMs) });
  });

  app.get('/v1/courts/:courtCode/summaries/:month', async (c) => {
    requireScope(c.get('client'), REGISTRY_READ);
    const courtCode = findCourt(c.req.param('courtCode'), c.get('client'));
    const month = c.req.param('month');
    if (!MONTH.test(month)) {
      throw new HttpProblem('not-found', 'Name the month as year and month, such as 2026-11.');
    }
    const denials = await deps.courtMonths.listByCourtMonth(courtCode, month);
    await audit.record({
      atMs: clock.wallMs(),
      actor: c.get('client').operatorId,
      act: 'summary.read',
      orders: [],
      requestId: c.get('requestId'),
      facts: { court: courtCode, month },
    });
    return c.json({ court: courtCode, month, ...countDenials(denials) });
  });
}
