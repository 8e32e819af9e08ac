import { createLocalJWKSet, type JWTPayload, SignJWT } from 'jose';
import { createTokenVerifier, type TokenVerifier } from '../../shared/adapters/http/bearer-auth.ts';
import {
  createSigningKey,
  importSigningKey,
  type SigningKey,
} from '../../shared/adapters/http/signing-key.ts';
import type { Clock } from '../../shared/contracts/clock.ts';
import type { OperatorId } from '../../shared/contracts/ids.ts';
import { SCOPES } from '../../shared/contracts/scopes.ts';
import type { ClientId, ClientRecord } from '../../shared/operators/client-record.ts';
import type { ClientDirectory } from '../../shared/operators/ports.ts';
import { type ClientStandings, createClientStandings } from '../../shared/operators/standing.ts';
import { systemClock } from '../../shared/runtime/clock.ts';

export interface TestTokenOptions {
  readonly clientId?: string;
  readonly scopes?: readonly string[];
  /** Negative for a token that has expired. */
  readonly expiresInSeconds?: number;
  readonly audience?: string;
  readonly issuer?: string;
  /** Claims to set or, as `undefined`, to leave out. */
  readonly claims?: JWTPayload;
  /** Another key than the issuer's. */
  readonly signWith?: SigningKey;
}

export interface TestTokens {
  readonly issuer: string;
  readonly audience: string;
  readonly signingKey: SigningKey;
  readonly verifier: TokenVerifier;
  token(options?: TestTokenOptions): Promise<string>;
}

/** The record of a client that may do whatever its tokens say, for every court, and is the operator of its own name. */
export function clientRecord(clientId: string, changes: Partial<ClientRecord> = {}): ClientRecord {
  return {
    clientId: clientId as ClientId,
    operatorId: clientId as OperatorId,
    scopes: SCOPES,
    courts: 'all',
    status: 'active',
    createdAtMs: 1,
    ...changes,
  };
}

/** A directory in which every client has such a record. */
const everybody: Pick<ClientDirectory, 'find'> = { find: async (clientId) => clientRecord(clientId) };

/** Where clients stand when every one of them is known. */
export function standingsOfEverybody(clock: Clock = systemClock): ClientStandings {
  return createClientStandings({ directory: everybody, clock });
}

/** An issuer of access tokens in memory, and the verifier that trusts it. */
export async function createTestTokens({
  clock = systemClock,
  clients = everybody,
}: {
  clock?: Clock;
  clients?: Pick<ClientDirectory, 'find'>;
} = {}): Promise<TestTokens> {
  const issuer = 'https://issuer.example';
  const audience = 'consumption-check';
  const signingKey = await importSigningKey(await createSigningKey());
  const keys = createLocalJWKSet({ keys: [signingKey.publicJwk] });
  return {
    issuer,
    audience,
    signingKey,
    verifier: createTokenVerifier({
      issuer,
      audience,
      keys,
      clients: createClientStandings({ directory: clients, clock }),
      clock,
    }),
    async token(options = {}) {
      const {
        clientId = 'operator-1',
        scopes = [],
        expiresInSeconds = 3_600,
        signWith = signingKey,
      } = options;
      const nowSeconds = Math.floor(clock.wallMs() / 1_000);
      const claims = {
        iss: options.issuer ?? issuer,
        aud: options.audience ?? audience,
        sub: clientId,
        client_id: clientId,
        scope: scopes.join(' '),
        iat: nowSeconds,
        exp: nowSeconds + expiresInSeconds,
        ...options.claims,
      };
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', kid: signWith.keyId })
        .sign(signWith.privateKey);
    },
  };
}
