import type { Hono } from 'hono';
import { authenticate } from '../../shared/adapters/http/authenticate.ts';
import type { TokenVerifier } from '../../shared/adapters/http/bearer-auth.ts';
import { createHttpApp, type HttpAppDependencies } from '../../shared/adapters/http/http-app.ts';
import type { HttpEnv } from '../../shared/adapters/http/http-env.ts';
import { type IdempotencyDependencies, idempotent } from '../../shared/adapters/http/idempotency.ts';
import { limitRate } from '../../shared/adapters/http/rate-limit.ts';
import { traced } from '../../shared/adapters/http/trace-context.ts';
import { createClearDocuments } from '../../shared/due-process/objections/exempt.ts';
import type { DeadlineStore } from '../../shared/due-process/ports.ts';
import type { ClientLimiter } from '../../shared/rate-limits/client-limiter.ts';
import { type ActRouteDependencies, addActRoutes } from './routes/acts.ts';
import { type AuditRouteDependencies, addAuditRoutes } from './routes/audit.ts';
import { addEffectRoutes, type EffectRouteDependencies } from './routes/effects.ts';
import { addListChangeRoutes, type ListChangeRouteDependencies } from './routes/list-changes.ts';
import { addObjectionRoutes, type ObjectionRouteDependencies } from './routes/objections.ts';
import { addOrderRoutes, type OrderRouteDependencies } from './routes/orders.ts';
import { addReminderRoutes, type ReminderRouteDependencies } from './routes/reminders.ts';
import { addRemovalGroundRoutes, type RemovalGroundRouteDependencies } from './routes/removal-grounds.ts';
import { addSigningKeyRoutes, type SigningKeyRouteDependencies } from './routes/signing-keys.ts';

export interface RegistryDependencies
  extends HttpAppDependencies,
    ListChangeRouteDependencies,
    OrderRouteDependencies,
    ActRouteDependencies,
    RemovalGroundRouteDependencies,
    Omit<ObjectionRouteDependencies, 'clearDocuments'>,
    ReminderRouteDependencies,
    EffectRouteDependencies,
    AuditRouteDependencies,
    SigningKeyRouteDependencies {
  readonly verifier: TokenVerifier;
  readonly deadlines: DeadlineStore;
  readonly idempotency: IdempotencyDependencies;
  readonly limiter: ClientLimiter;
}

/** The courts' side of the register: send changes, ask what became of them, read orders and act on them. */
export function createRegistryApp(deps: RegistryDependencies): Hono<HttpEnv> {
  const app = createHttpApp(deps);
  app.use(traced());
  app.use('/v1/*', authenticate(deps.verifier));
  app.use('/v1/*', limitRate(deps.limiter));
  app.use('/v1/*', idempotent(deps.idempotency));
  addListChangeRoutes(app, deps);
  addOrderRoutes(app, deps);
  addActRoutes(app, deps);
  addRemovalGroundRoutes(app, deps);
  const clearDocuments = createClearDocuments(async () => ({ ...deps, intake: await deps.intake() }));
  addObjectionRoutes(app, { ...deps, clearDocuments });
  addReminderRoutes(app, deps);
  addEffectRoutes(app, deps);
  addAuditRoutes(app, deps);
  addSigningKeyRoutes(app, deps);
  return app;
}
