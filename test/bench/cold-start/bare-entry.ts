import { handle } from 'hono/aws-lambda';
import { createEchoApp } from '../rows/echo-app.ts';

/** A Hono function that answers what it was sent: the least that the same platform and adapter take. */
export function wire() {
  return { handler: handle(createEchoApp()), ready: async () => true };
}
