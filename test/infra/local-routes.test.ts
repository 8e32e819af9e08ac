import { expect, test } from 'vitest';
import { functionAt, type LocalFunction } from '../../infra/local/local-api.ts';
import {
  CHECK_ROUTES,
  DOCS_ROUTES,
  HEALTH_ROUTE,
  INQUIRY_ROUTES,
  NOTICES_ROUTES,
  REGISTRY_ROUTES,
  SIGNING_KEYS_ROUTE,
} from '../../infra/stacks/routes.ts';

const DEPLOYED: Readonly<Record<Exclude<LocalFunction, 'tokens'>, readonly string[]>> = {
  'check-api': [...CHECK_ROUTES, HEALTH_ROUTE],
  'registry-api': [...REGISTRY_ROUTES, SIGNING_KEYS_ROUTE],
  'notices-api': NOTICES_ROUTES,
  'inquiry-api': Object.keys(INQUIRY_ROUTES),
  docs: DOCS_ROUTES,
};

test.each(Object.entries(DEPLOYED))(
  'the embedded default leads the routes of %s to it, as the gateway does',
  (name, routes) => {
    const leadsElsewhere = routes.filter((route) => functionAt(route.slice(route.indexOf('/'))) !== name);
    expect(leadsElsewhere).toEqual([]);
  },
);

test('tokens are issued and their keys told where Cognito does it when deployed', () => {
  expect(functionAt('/oauth2/token')).toBe('tokens');
  expect(functionAt('/.well-known/jwks.json')).toBe('tokens');
});
