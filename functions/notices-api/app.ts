import type { Hono } from 'hono';
import { authenticate } from '../../shared/adapters/http/authenticate.ts';
import type { TokenVerifier } from '../../shared/adapters/http/bearer-auth.ts';
import { createHttpApp, type HttpAppDependencies } from '../../shared/adapters/http/http-app.ts';
import type { HttpEnv } from '../../shared/adapters/http/http-env.ts';
import type { NoticeStore } from '../../shared/notices/ports.ts';
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
}

/** Operators say where their notices go, ask for them and acknowledge them; operations sees what is stuck. */
export function createNoticesApp(deps: NoticesApiDependencies): Hono<HttpEnv> {
  const app = createHttpApp(deps);
  app.use('/v1/*', authenticate(deps.verifier));
  addWebhookRoutes(app, deps);
  addNoticeRoutes(app, deps);
  addOperationsRoutes(app, deps);
  return app;
}
