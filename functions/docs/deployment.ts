import type { Json, JsonObject } from './openapi/json.ts';

/** Where a deployment answers. */
export interface Deployment {
  /** Base URL of what asks for no token, such as this reference; without a slash at the end. */
  readonly publicUrl: string;
  /** Base URL of what asks for a token, where it is another one. */
  readonly apiUrl?: string | undefined;
  /** Where tokens are issued, if not below `publicUrl`. */
  readonly tokenUrl?: string | undefined;
}

const TOKEN_PATH = '/oauth2/token';
const TOKEN_KEYS_PATH = '/.well-known/jwks.json';

type Paths = Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;

/** The document for one deployment: where requests go, and where tokens come from. */
export function documentFor(document: JsonObject, deployment: Deployment): JsonObject {
  const { publicUrl, apiUrl = publicUrl, tokenUrl = publicUrl + TOKEN_PATH } = deployment;
  const issuesTokens = tokenUrl === publicUrl + TOKEN_PATH;
  const paths: Record<string, Json> = {};
  for (const [path, item] of Object.entries(document.paths as Paths)) {
    // The keys of another issuer stand elsewhere.
    if (path === TOKEN_KEYS_PATH && !issuesTokens) continue;
    const server = serverOf(path, item, deployment, tokenUrl);
    paths[path] = server === apiUrl ? item : { ...item, servers: [{ url: server }] };
  }
  return {
    ...document,
    servers: [{ url: apiUrl, description: 'This deployment.' }],
    paths,
    components: withTokenUrl(document.components as JsonObject, tokenUrl),
  };
}

function serverOf(
  path: string,
  item: Readonly<Record<string, JsonObject>>,
  { publicUrl, apiUrl = publicUrl }: Deployment,
  tokenUrl: string,
): string {
  if (path === TOKEN_PATH) return tokenUrl.slice(0, -TOKEN_PATH.length);
  const isPublic = Object.values(item).every(
    ({ security }) => Array.isArray(security) && security.length === 0,
  );
  return isPublic ? publicUrl : apiUrl;
}

interface SecuritySchemes {
  readonly clientCredentials: { readonly flows: { readonly clientCredentials: JsonObject } };
}

function withTokenUrl(components: JsonObject, tokenUrl: string): JsonObject {
  const schemes = components.securitySchemes as JsonObject & SecuritySchemes;
  const { clientCredentials } = schemes;
  const flow = { ...clientCredentials.flows.clientCredentials, tokenUrl };
  return {
    ...components,
    securitySchemes: {
      ...schemes,
      clientCredentials: { ...(clientCredentials as JsonObject), flows: { clientCredentials: flow } },
    },
  };
}
