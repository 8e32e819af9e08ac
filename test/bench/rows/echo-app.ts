import { Hono } from 'hono';

/** Answers what it was sent, parsed and written again: JSON in and out, and nothing in between. */
export function createEchoApp(): Hono {
  const app = new Hono();
  app.post('/v1/checks', async (c) => c.json(await c.req.json()));
  return app;
}

/** The same, with the body taken from the Lambda event instead of the request that the adapter makes of it. */
export function createEventEchoApp() {
  const app = new Hono<{ Bindings: { event: { body: string } } }>();
  app.post('/v1/checks', async (c) => c.json(JSON.parse(c.env.event.body)));
  return app;
}
