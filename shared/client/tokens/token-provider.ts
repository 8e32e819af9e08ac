import { ConsumptionCheckError, Unavailable } from '../errors.ts';
import { TimeUp } from '../transport/time-limit.ts';

/**
 * Gives an access token. It is asked before each attempt, so it keeps tokens itself.
 *
 * @param context `rejected`: a token that the service has just refused; give another one.
 */
export type TokenProvider = (context: { readonly rejected: string | undefined }) => Promise<string>;

/**
 * A token from a provider.
 *
 * @throws ConsumptionCheckError of ours; what a provider of somebody else's throws is not repeated, since nobody knows
 *   what stands in it.
 */
export async function tokenFrom(
  provider: TokenProvider,
  context: { readonly rejected: string | undefined },
): Promise<string> {
  let token: unknown;
  try {
    token = await provider(context);
  } catch (error) {
    if (error instanceof ConsumptionCheckError || error instanceof TimeUp) throw error;
    throw new Unavailable('The token provider failed.');
  }
  // What is no token could add headers of its own to the request.
  if (typeof token !== 'string' || !isToken(token))
    throw new Unavailable('The token provider gave no token.');
  return token;
}

/** The characters of a bearer token (RFC 6750, section 2.1). */
export function isToken(text: string): boolean {
  return /^[A-Za-z0-9\-._~+/]+=*$/.test(text);
}
