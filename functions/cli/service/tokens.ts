import * as z from 'zod';
import { CredentialsRefused, ServiceError } from '../errors.ts';
import type { CliIo } from '../io.ts';
import type { Answer, Call } from './call.ts';
import type { Connection } from './connection.ts';

/** Access tokens of the client credentials grant (RFC 6749, section 4.4), renewed before they expire. */
export interface Tokens {
  /**
   * @throws CredentialsRefused if the service does not know the client
   * @throws ServiceError if no token can be had in time
   */
  current(): Promise<string>;
  /** The service refused this token: the next one is a new one. */
  discard(token: string): void;
}

interface Held {
  readonly token: Promise<string>;
  renewAtMs: number;
}

/** Renewed after this part of its life, so that none expires on its way. */
const USED_PART = 0.8;

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive().optional(),
});

/** One request at a time, however many ask for a token. */
export function createTokens(connection: Connection, call: Call, { clock }: Pick<CliIo, 'clock'>): Tokens {
  let held: Held | undefined;
  let known: string | undefined;

  return {
    current() {
      if (held === undefined || clock.monotonicMs() >= held.renewAtMs) held = renew();
      return held.token;
    },
    discard(token) {
      if (token === known) held = undefined;
    },
  };

  function renew(): Held {
    const asked: Held = {
      renewAtMs: Number.POSITIVE_INFINITY,
      token: request().then(
        ({ access_token, expires_in = 300 }) => {
          known = access_token;
          asked.renewAtMs = clock.monotonicMs() + expires_in * 1_000 * USED_PART;
          return access_token;
        },
        (error: unknown) => {
          if (held === asked) held = undefined;
          throw error;
        },
      ),
    };
    return asked;
  }

  async function request(): Promise<z.output<typeof tokenAnswer>> {
    const { clientId, clientSecret, tokenUrl } = connection;
    const answer = await call(tokenUrl, () => ({
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    }));
    return readToken(answer);
  }
}

function readToken({ status, text }: Answer): z.output<typeof tokenAnswer> {
  if (status === 400 || status === 401) {
    throw new CredentialsRefused('The token endpoint refused the client. Check its id and its secret.');
  }
  const parsed = tokenAnswer.safeParse(parseJson(text));
  if (status === 200 && parsed.success) return parsed.data;
  throw new ServiceError(`The token endpoint answered ${status} without a token.`);
}

/** The value, or undefined if the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** RFC 6749, section 2.3.1. */
function formEncoded(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+');
}
