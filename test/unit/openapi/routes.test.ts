import { expect, test } from 'vitest';
import { ALL_OPERATIONS } from '../../../functions/docs/openapi/operations/all.ts';
import * as routes from '../../../infra/stacks/routes.ts';

/** What answers in the embedded default alone: Cognito does when deployed. */
const TOKEN_ROUTES = ['POST /oauth2/token', 'GET /.well-known/jwks.json'];

/** Every export of the table of routes: one route, a list of them, or limits by route. */
const SERVED = [
  ...Object.values(routes).flatMap(
    (routesOfOne: string | readonly string[] | Readonly<Record<string, object>>) =>
      typeof routesOfOne === 'string'
        ? [routesOfOne]
        : Array.isArray(routesOfOne)
          ? (routesOfOne as readonly string[])
          : Object.keys(routesOfOne),
  ),
  ...TOKEN_ROUTES,
];

const DOCUMENTED = ALL_OPERATIONS.map(({ method, path }) => `${method.toUpperCase()} ${path}`);

test('the document tells every route that is served, and no other', () => {
  expect(SERVED.length).toBeGreaterThan(40);
  expect([...DOCUMENTED].sort()).toEqual([...new Set(SERVED)].sort());
});

test('operations go by names of their own', () => {
  const ids = ALL_OPERATIONS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
