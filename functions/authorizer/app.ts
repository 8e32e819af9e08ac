import { type TokenVerifier, tokenIn } from '../../shared/adapters/http/bearer-auth.ts';

export interface AuthorizerDependencies {
  readonly verifier: TokenVerifier;
}

/** What the gateway asks with, in payload format 2.0: the header that it also caches the answer by. */
export interface AuthorizerEvent {
  readonly identitySource?: readonly string[] | null;
}

/** The simple response of payload format 2.0. The context goes into the gateway's access log, and nowhere else. */
export interface AuthorizerAnswer {
  readonly isAuthorized: boolean;
  readonly context?: { readonly clientId: string; readonly operatorId: string };
}

/**
 * Answers the gateway whether a request with this token may pass. Which scope a route needs, the functions say.
 *
 * @throws HttpProblem or DependencyUnavailable if the issuer's keys or the client's record cannot be had: the gateway
 *   then refuses with a 500, and remembers nothing.
 */
export function createAuthorizer({
  verifier,
}: AuthorizerDependencies): (event: AuthorizerEvent) => Promise<AuthorizerAnswer> {
  return async ({ identitySource }) => {
    const token = tokenIn(identitySource?.[0] ?? '');
    if (token === undefined) return { isAuthorized: false };
    const verification = await verifier.verify(token);
    if (verification.kind === 'invalid') return { isAuthorized: false };
    const { clientId, operatorId } = verification.client;
    return { isAuthorized: true, context: { clientId, operatorId } };
  };
}
