import type { Hono } from 'hono';
import { createHttpApp, type HttpAppDependencies } from '../../shared/adapters/http/http-app.ts';
import type { HttpEnv } from '../../shared/adapters/http/http-env.ts';
import { traced } from '../../shared/adapters/http/trace-context.ts';
import type { AskDependencies } from './ask.ts';
import { addInquiryRoutes } from './routes/inquiries.ts';
import { addPageRoutes } from './routes/page.ts';

export type InquiryAppDependencies = HttpAppDependencies & AskDependencies;

/** The person's side: does a court's order name me, and what can I do about it? */
export function createInquiryApp(deps: InquiryAppDependencies): Hono<HttpEnv> {
  const app = createHttpApp(deps);
  app.use(traced());
  addInquiryRoutes(app, deps);
  addPageRoutes(app, deps);
  return app;
}
