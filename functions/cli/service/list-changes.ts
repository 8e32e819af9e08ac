import * as z from 'zod';
import { CredentialsRefused, ServiceError } from '../errors.ts';
import type { Answer, Call } from './call.ts';
import type { Connection } from './connection.ts';
import { parseJson, type Tokens } from './tokens.ts';

/** What became of one change; pointers are relative to the change. */
export type ChangeResult =
  | { readonly status: 'accepted' }
  | { readonly status: 'rejected'; readonly problems: readonly { pointer: string; detail: string }[] };

/** Sends changes, each as JSON, and gives a result for each in their sequence. */
export type SendChanges = (changes: readonly string[]) => Promise<readonly ChangeResult[]>;

const resultsAnswer = z.object({
  results: z.array(
    z.discriminatedUnion('status', [
      z.object({ status: z.literal('accepted') }),
      z.object({
        status: z.literal('rejected'),
        problems: z.array(z.object({ pointer: z.string(), detail: z.string() })),
      }),
    ]),
  ),
});

/**
 * `POST /v1/list-changes` of a running service. A token that is refused is replaced once: it may have expired on its way,
 * or the keys that sign tokens have changed.
 *
 * @throws CredentialsRefused if the client may not send changes
 * @throws ServiceError if the changes could not be sent in time, or the answer is not one
 */
export function createListChanges({ url }: Connection, call: Call, tokens: Tokens): SendChanges {
  return async (changes) => {
    const body = `{"changes":[${changes.join(',')}]}`;
    let answer = await send(body);
    if (answer.status === 401) answer = await send(body);
    return readResults(answer, changes.length);
  };

  async function send(body: string): Promise<Answer> {
    let token = '';
    const answer = await call(`${url}/v1/list-changes`, async () => {
      token = await tokens.current();
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      return { method: 'POST', headers, body };
    });
    if (answer.status === 401) tokens.discard(token);
    return answer;
  }
}

function readResults({ status, text }: Answer, expected: number): readonly ChangeResult[] {
  if (status === 401) throw new CredentialsRefused('The service does not accept the tokens of this client.');
  if (status === 403) throw new CredentialsRefused('This client may not send list changes (registry:write).');
  if (status !== 202) throw new ServiceError(`The service refused a request as a whole (HTTP ${status}).`);
  const parsed = resultsAnswer.safeParse(parseJson(text));
  if (!parsed.success || parsed.data.results.length !== expected) {
    throw new ServiceError('The answer of the service does not say what became of each change.');
  }
  return parsed.data.results.map((result, index) => {
    if (result.status === 'accepted') return result;
    const place = `/changes/${index}`;
    const problems = result.problems.map(({ pointer, detail }) => ({
      pointer: pointer.startsWith(place) ? pointer.slice(place.length) : pointer,
      detail,
    }));
    return { status: 'rejected', problems };
  });
}
