import type { Hono } from 'hono';
import { METHODS } from 'hono/router';
import type { HttpEnv } from './http-env.ts';

const CANDIDATES = METHODS.map((method) => method.toUpperCase());

/** The methods that a path is served with, for `Allow` (RFC 9110, section 15.5.6); none if the path is unknown. */
export function allowedMethods(app: Hono<HttpEnv>, path: string): string[] {
  const methods = CANDIDATES.filter((method) =>
    // Middleware is registered for all methods and all paths and does not make a path known.
    app.router.match(method, path)[0].some(([[, route]]) => route.method === method),
  );
  return methods.includes('GET') ? ['GET', 'HEAD', ...methods.filter((method) => method !== 'GET')] : methods;
}
