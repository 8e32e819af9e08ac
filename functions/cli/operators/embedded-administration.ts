import * as z from 'zod';
import type { OperatorId } from '../../../shared/contracts/ids.ts';
import type { ClientAdministration } from '../../../shared/operators/administration.ts';
import type { ClientId, ClientRecord } from '../../../shared/operators/client-record.ts';
import { CredentialsRefused, ServiceError } from '../errors.ts';
import type { Answer, Call } from '../service/call.ts';
import type { Connection } from '../service/connection.ts';
import { parseJson, type Tokens } from '../service/tokens.ts';

const clientId = z.string().transform((text) => text as ClientId);

const record = z.object({
  clientId,
  operatorId: z.string().transform((text) => text as OperatorId),
  scopes: z.array(z.string()),
  courts: z.union([z.literal('all'), z.array(z.string())]),
  limits: z.object({ ratePerSecond: z.number(), burst: z.number() }).exactOptional(),
  status: z.enum(['active', 'removed']),
  createdAtMs: z.number(),
  removedAtMs: z.number().exactOptional(),
}) satisfies z.ZodType<ClientRecord>;

const issued = z.object({ clientId, clientSecret: z.string(), record });

/**
 * The clients of the service on this machine (`infra/local/client-routes.ts`).
 *
 * @throws CredentialsRefused if the client of the command may not administer clients
 * @throws ServiceError if the service does not do it, or is none that runs on this machine
 */
export function createEmbeddedAdministration(
  { url }: Connection,
  call: Call,
  tokens: Tokens,
): ClientAdministration {
  return {
    async add(request) {
      const answer = await send('POST', '', request);
      if (answer.status === 409) {
        return { kind: 'exists', ...read(answer, 409, z.object({ clientIds: z.array(clientId) })) };
      }
      return { kind: 'issued', issued: read(answer, 201, issued) };
    },
    async rotate(operatorId) {
      const answer = await send('POST', '/rotations', { operatorId });
      if (answer.status === 404) return { kind: 'unknown' };
      const { earlier, ...made } = read(answer, 201, issued.extend({ earlier: z.array(clientId) }));
      return { kind: 'issued', issued: made, earlier };
    },
    async remove(id) {
      const answer = await send('DELETE', `/${encodeURIComponent(id)}`);
      if (answer.status === 404) return [];
      return read(answer, 200, z.object({ removed: z.array(clientId) })).removed;
    },
    list: async () => read(await send('GET', ''), 200, z.object({ clients: z.array(record) })).clients,
  };

  async function send(method: string, path: string, body?: object): Promise<Answer> {
    const answer = await call(`${url}/embedded/clients${path}`, async () => ({
      method,
      headers: {
        authorization: `Bearer ${await tokens.current()}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    }));
    if (answer.status === 401 || answer.status === 403) {
      throw new CredentialsRefused('This client may not administer clients (operations).');
    }
    return answer;
  }
}

function read<Schema extends z.ZodType>({ status, text }: Answer, expected: number, schema: Schema) {
  const parsed = schema.safeParse(parseJson(text));
  if (status === expected && parsed.success) return parsed.data;
  throw new ServiceError(
    `The service does not administer clients like that (HTTP ${status}). Of a deployment, name the stage with --stage.`,
  );
}
