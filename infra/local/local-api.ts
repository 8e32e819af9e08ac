import { randomUUID } from 'node:crypto';
import { createCheckApp } from '../../functions/check-api/app.ts';
import { createCheckDependencies } from '../../functions/check-api/dependencies.ts';
import { createInquiryApp } from '../../functions/inquiry-api/app.ts';
import { createInquiryDependencies } from '../../functions/inquiry-api/dependencies.ts';
import { createNoticesApp } from '../../functions/notices-api/app.ts';
import { createNoticesApiDependencies } from '../../functions/notices-api/dependencies.ts';
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

/** What answers below a path; the first prefix that fits counts. What fits none gets the answer of the check API: a 404. */
const PREFIXES = [
  ['/v1/checks', 'check-api'],
  ['/v1/list-changes', 'registry-api'],
  ['/v1/orders', 'registry-api'],
  ['/v1/courts', 'registry-api'],
  ['/v1/audit', 'registry-api'],
  ['/.well-known/signing-keys.json', 'registry-api'],
  ['/v1/webhook', 'notices-api'],
  ['/v1/notices', 'notices-api'],
  ['/v1/operations', 'notices-api'],
  ['/v1/inquiries', 'inquiry-api'],
  ['/inquiry', 'inquiry-api'],
  ['/oauth2', 'tokens'],
  ['/.well-known', 'tokens'],
] as const;

export type LocalFunction = (typeof PREFIXES)[number][1];

export function functionAt(path: string): LocalFunction {
  return PREFIXES.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'check-api';
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
  const apps: Readonly<Record<LocalFunction, { readonly fetch: Answer }>> = {
    'check-api': createCheckApp(createCheckDependencies(environment, logger)),
    'registry-api': createRegistryApp(createRegistryDependencies(environment, logger)),
    'notices-api': createNoticesApp(createNoticesApiDependencies(environment, logger)),
    'inquiry-api': createInquiryApp(createInquiryDependencies(environment, logger)),
    tokens,
  };
  return (request, bindings) => apps[functionAt(pathOf(request.url))].fetch(request, bindings);
}

/** Cheaper than parsing the URL, on a path where microseconds are measured. */
function pathOf(url: string): string {
  return url.slice(url.indexOf('/', url.indexOf('//') + 2));
}
