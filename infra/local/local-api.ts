import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { createCheckApp } from '../../functions/check-api/app.ts';
import { createCheckDependencies } from '../../functions/check-api/dependencies.ts';
import { createDocsApp } from '../../functions/docs/app.ts';
import { createDocsDependencies } from '../../functions/docs/dependencies.ts';
import { createInquiryApp } from '../../functions/inquiry-api/app.ts';
import { createInquiryDependencies } from '../../functions/inquiry-api/dependencies.ts';
import { createKeyRotationHandler } from '../../functions/key-rotation/app.ts';
import { createKeyRotationDependencies } from '../../functions/key-rotation/dependencies.ts';
import { createNoticesApp } from '../../functions/notices-api/app.ts';
import { createNoticesApiDependencies } from '../../functions/notices-api/dependencies.ts';
import { createRegistryApp } from '../../functions/registry-api/app.ts';
import { createRegistryDependencies } from '../../functions/registry-api/dependencies.ts';
import { createDynamoDbClients } from '../../shared/adapters/dynamodb/clients.ts';
import { createHttpApp } from '../../shared/adapters/http/http-app.ts';
import type { SigningKey } from '../../shared/adapters/http/signing-key.ts';
import { createTokenEndpoint } from '../../shared/adapters/http/token-endpoint.ts';
import { createClientAdministration } from '../../shared/operators/administration.ts';
import type { ClientDirectory } from '../../shared/operators/ports.ts';
import { createDynamoDbClient } from '../../shared/runtime/aws-clients.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import type { Logger } from '../../shared/runtime/log.ts';
import { oncePerContainer } from '../../shared/runtime/once-per-container.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import { createContainerTokenVerifier } from '../../shared/runtime/token-verifier.ts';
import { createClientCredentialsFile } from './client-credentials-file.ts';
import { addClientRoutes } from './client-routes.ts';
import { DEMO_CLIENTS, demoRecords } from './demo-clients.ts';
import { TOKEN_AUDIENCE } from './function-environment.ts';
import type { Answer } from './http-server.ts';
import { addKeyRoutes } from './key-routes.ts';

export interface LocalApiOptions {
  readonly url: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly signingKey: SigningKey;
  readonly logger: Logger;
}

/** A request waits for it, so it is shorter than deployed; the command asks again. */
const KEY_ROTATION_BUDGET_MS = 5_000;

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
  ['/openapi.json', 'docs'],
  ['/docs', 'docs'],
  ['/oauth2', 'tokens'],
  ['/embedded', 'tokens'],
  ['/.well-known', 'tokens'],
] as const;

export type LocalFunction = (typeof PREFIXES)[number][1];

export function functionAt(path: string): LocalFunction {
  return PREFIXES.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'check-api';
}

/**
 * All HTTP functions behind one port, chosen by path as the gateway does it when deployed, and the token endpoint
 * with its clients, which stands in for Cognito. The first requests wait until the register knows the demo's clients.
 */
export function createLocalApi({ url, environment, signingKey, logger }: LocalApiOptions): Answer {
  const settings = readSettings(environment, [
    'AWS_REGION',
    'REGISTRY_TABLE',
    'SECRETS_FILE',
    'DYNAMODB_ENDPOINT',
    'TOKEN_ISSUER',
    'TOKEN_AUDIENCE',
    'TOKEN_JWKS_URL',
  ]);
  const { AWS_REGION: region, DYNAMODB_ENDPOINT: endpoint, REGISTRY_TABLE: tableName } = settings;
  const table = { client: createDynamoDbClient({ region, endpoint, profile: 'pipeline' }), tableName };
  const directory = createDynamoDbClients(table);
  const issuer = createClientCredentialsFile(join(dirname(settings.SECRETS_FILE ?? '.'), 'clients.json'));
  const tokens = createHttpApp({ logger, newRequestId: randomUUID }).route(
    '/',
    createTokenEndpoint({
      clients: DEMO_CLIENTS,
      findClient: issuer.find,
      signingKey,
      issuer: url,
      audience: TOKEN_AUDIENCE,
      clock: systemClock,
      newTokenId: randomUUID,
    }),
  );
  const verifier = createContainerTokenVerifier(settings, table);
  addClientRoutes(tokens, {
    verifier,
    administration: createClientAdministration({ issuer, directory, clock: systemClock }),
  });
  addKeyRoutes(tokens, {
    verifier,
    rotate: createKeyRotationHandler({
      ...createKeyRotationDependencies(environment, logger),
      budgetMs: KEY_ROTATION_BUDGET_MS,
    }),
  });
  const apps: Readonly<Record<LocalFunction, { readonly fetch: Answer }>> = {
    'check-api': createCheckApp(createCheckDependencies(environment, logger)),
    'registry-api': createRegistryApp(createRegistryDependencies(environment, logger)),
    'notices-api': createNoticesApp(createNoticesApiDependencies(environment, logger)),
    docs: createDocsApp(createDocsDependencies(environment, logger)),
    'inquiry-api': createInquiryApp(createInquiryDependencies(environment, logger)),
    tokens,
  };
  const demoIsKnown = oncePerContainer(() => recordDemo(directory));
  return (request, bindings) => {
    const answer = () => apps[functionAt(pathOf(request.url))].fetch(request, bindings);
    const demo = demoIsKnown();
    return demo instanceof Promise ? demo.then(answer) : answer();
  };
}

function recordDemo(directory: ClientDirectory): Promise<readonly unknown[]> {
  return Promise.all(demoRecords(systemClock.wallMs()).map((record) => directory.put(record)));
}

/** Cheaper than parsing the URL, on a path where microseconds are measured. */
function pathOf(url: string): string {
  return url.slice(url.indexOf('/', url.indexOf('//') + 2));
}
