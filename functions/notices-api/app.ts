import type { Hono } from 'hono';
import { authenticate } from '../../shared/adapters/http/authenticate.ts';
import type { TokenVerifier } from '../../shared/adapters/http/bearer-auth.ts';
import { createHttpApp, type HttpAppDependencies } from '../../shared/adapters/http/http-app.ts';
import type { HttpEnv } from '../../shared/adapters/http/http-env.ts';
import { type IdempotencyDependencies, idempotent } from '../../shared/adapters/http/idempotency.ts';
import { limitRate } from '../../shared/adapters/http/rate-limit.ts';
import { traced } from '../../shared/adapters/http/trace-context.ts';
import type { NoticeStore } from '../../shared/notices/ports.ts';
import type { ClientLimiter } from '../../shared/rate-limits/client-limiter.ts';
import { addNoticeRoutes, type NoticeRouteDependencies } from './routes/notices.ts';
import { addOperationsRoutes, type OperationsRouteDependencies } from './routes/operations.ts';
import { addWebhookRoutes, type WebhookRouteDependencies } from './routes/webhook.ts';

export interface NoticesApiDependencies
  extends HttpAppDependencies,
    NoticeRouteDependencies,
    OperationsRouteDependencies,
    WebhookRouteDependencies {
  readonly verifier: TokenVerifier;
  readonly notices: NoticeStore;
  readonly idempotency: IdempotencyDependencies;
  readonly limiter: ClientLimiter;
}

/** Operators say where their notices go, ask for them and acknowledge them; operations sees what is stuck. */
export function createNoticesApp(deps: NoticesApiDependencies): Hono<HttpEnv> {
  const app = createHttpApp(deps);
  app.use(traced());
  app.use('/v1/*', authenticate(deps.verifier));
  app.use('/v1/*', limitRate(deps.limiter));
  app.use('/v1/*', idempotent(deps.idempotency));
  addWebhookRoutes(app, deps);
  addNoticeRoutes(app, deps);
  addOperationsRoutes(app, deps);
  return app;
}
