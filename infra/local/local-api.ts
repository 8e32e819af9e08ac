import { randomUUID } from 'node:crypto';
import { createCheckApp } from '../../functions/check-api/app.ts';
import { createCheckDependencies } from '../../functions/check-api/dependencies.ts';
import { createRegistryApp } from '../../functions/registry-api/app.ts';
import { createRegistryDependencies } from '../../functions/registry-api/dependencies.ts';
import { createHttpApp } from '../../shared/adapters/http/http-app.ts';
import type { SigningKey } from '../../shared/adapters/http/signing-key.ts';
import { createTokenEndpoint } from '../../shared/adapters/http/token-endpoint.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import type { Logger } from '../../shared/runtime/log.ts';
import { DEMO_CLIENTS } from './demo-clients.ts';
import { TOKEN_AUDIENCE } from './function-environment.ts';
import type { Answer } from './http-server.ts';

export interface LocalApiOptions {
  readonly url: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly signingKey: SigningKey;
  readonly logger: Logger;
}

/**
 * All HTTP functions behind one port, chosen by path as the gateway does it when deployed, and the token endpoint,
 * which stands in for Cognito.
 */
export function createLocalApi({ url, environment, signingKey, logger }: LocalApiOptions): Answer {
  const tokens = createHttpApp({ logger, newRequestId: randomUUID }).route(
    '/',
    createTokenEndpoint({
      clients: DEMO_CLIENTS,
      signingKey,
      issuer: url,
      audience: TOKEN_AUDIENCE,
      clock: systemClock,
      newTokenId: randomUUID,
    }),
  );
  const registry = createRegistryApp(createRegistryDependencies(environment, logger));
  const checks = createCheckApp(createCheckDependencies(environment, logger));
  const routes = [
    { prefix: '/v1/list-changes', app: registry },
    { prefix: '/v1/orders', app: registry },
    { prefix: '/oauth2/', app: tokens },
    { prefix: '/.well-known/', app: tokens },
  ] as const;
  return (request, bindings) => {
    const path = pathOf(request.url);
    const { app } = routes.find(({ prefix }) => path.startsWith(prefix)) ?? { app: checks };
    return app.fetch(request, bindings);
  };
}

/** Cheaper than parsing the URL, on a path where microseconds are measured. */
function pathOf(url: string): string {
  return url.slice(url.indexOf('/', url.indexOf('//') + 2));
}
