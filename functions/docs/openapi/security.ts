import {
  OPERATIONS,
  REGISTRY_READ,
  REGISTRY_WRITE,
  SCOPES,
  type Scope,
} from '../../../shared/contracts/scopes.ts';
import { SECTORS } from '../../../shared/contracts/sectors.ts';
import type { JsonObject } from './json.ts';
import type { Operation } from './operation.ts';

/** Where tokens are issued unless a deployment says otherwise. */
export const TOKEN_PATH = '/oauth2/token';

const WORDS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    SECTORS.map((sector) => [`check:${sector}`, `Ask about purchases of the sector ${sector}.`]),
  ),
  [REGISTRY_WRITE]: 'Send list changes and act on orders.',
  [REGISTRY_READ]: 'Read orders and what became of changes.',
  [OPERATIONS]: 'See and steer how the service runs, without seeing any person.',
};

export const SECURITY_SCHEMES: JsonObject = {
  clientCredentials: {
    type: 'oauth2',
    description:
      'The client credentials grant. A token is for one client and its scopes, and valid for an hour.',
    flows: {
      clientCredentials: {
        tokenUrl: TOKEN_PATH,
        scopes: Object.fromEntries(SCOPES.map((scope: Scope) => [scope, WORDS[scope] as string])),
      },
    },
  },
  client: { type: 'http', scheme: 'basic', description: 'Id and secret of a machine client.' },
};

/** What an operation asks for; each entry alone is enough. */
export function securityOf({ access }: Operation): readonly JsonObject[] {
  if (access === 'public') return [];
  if (access === 'basic') return [{ client: [] }];
  return access.map((scope) => ({ clientCredentials: [scope] }));
}
