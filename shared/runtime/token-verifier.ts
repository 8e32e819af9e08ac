import { createDynamoDbClients } from '../adapters/dynamodb/clients.ts';
import type { RegistryTable } from '../adapters/dynamodb/table.ts';
import { createTokenVerifier, type TokenVerifier } from '../adapters/http/bearer-auth.ts';
import { createRemoteKeys } from '../adapters/http/remote-keys.ts';
import { createClientStandings, type StandingDependencies } from '../operators/standing.ts';
import { systemClock } from './clock.ts';

/** The settings that name the issuer whose tokens count. */
export interface IssuerSettings {
  readonly TOKEN_ISSUER: string;
  readonly TOKEN_AUDIENCE: string;
  readonly TOKEN_JWKS_URL: string;
}

/** The verifier of a container: the issuer's keys fetched when first needed, the records of clients from the register. */
export function createContainerTokenVerifier(
  settings: IssuerSettings,
  table: RegistryTable,
  whenUnreadable: StandingDependencies['whenUnreadable'] = 'refuse',
): TokenVerifier {
  return createTokenVerifier({
    issuer: settings.TOKEN_ISSUER,
    audience: settings.TOKEN_AUDIENCE,
    keys: createRemoteKeys(settings.TOKEN_JWKS_URL),
    clients: createClientStandings({
      directory: createDynamoDbClients(table),
      clock: systemClock,
      whenUnreadable,
    }),
    clock: systemClock,
  });
}
