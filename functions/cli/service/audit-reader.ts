import * as z from 'zod';
import type { AuditEntry } from '../../../shared/audit/entry.ts';
import type { StoredCheckpoint } from '../../../shared/audit/ports.ts';
import { CredentialsRefused, ServiceError } from '../errors.ts';
import type { Call } from './call.ts';
import type { Connection } from './connection.ts';
import { parseJson, type Tokens } from './tokens.ts';

/** Reads the audit of a running service, page by page. */
export interface AuditReader {
  checkpoints(): AsyncGenerator<readonly StoredCheckpoint[]>;
  entries(chain: number): AsyncGenerator<readonly AuditEntry[]>;
}

/** Whatever stands in the register must get through to the verifier, which says what is wrong with it. */
const entriesAnswer = z.object({
  entries: z.array(
    z.object({
      chain: z.number(),
      seq: z.number(),
      previous: z.string(),
      digest: z.string(),
      events: z.array(z.looseObject({ eventId: z.string() })).catch([]),
    }),
  ),
  next: z.int().exactOptional(),
});

const checkpointsAnswer = z.object({
  checkpoints: z.array(z.object({ name: z.string(), statement: z.string() })),
  next: z.string().exactOptional(),
});

const ENTRIES_A_PAGE = 500;

/**
 * @throws CredentialsRefused if the client may not read the audit
 * @throws ServiceError if it could not be read in time, or the answer is not one
 */
export function createAuditReader({ url }: Connection, call: Call, tokens: Tokens): AuditReader {
  return {
    async *checkpoints() {
      let after = '';
      for (;;) {
        const page = await get(`/v1/audit/checkpoints?after=${encodeURIComponent(after)}`, checkpointsAnswer);
        yield page.checkpoints;
        if (page.next === undefined || page.next <= after) return;
        after = page.next;
      }
    },
    async *entries(chain) {
      let after = 0;
      for (;;) {
        const path = `/v1/audit/chains/${chain}/entries?after=${after}&limit=${ENTRIES_A_PAGE}`;
        const page = await get(path, entriesAnswer);
        yield page.entries as unknown as readonly AuditEntry[];
        if (page.next === undefined || page.next <= after) return;
        after = page.next;
      }
    },
  };

  async function get<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> {
    let answer = await send(path);
    if (answer.status === 401) answer = await send(path);
    if (answer.status === 401)
      throw new CredentialsRefused('The service does not accept the tokens of this client.');
    if (answer.status === 403)
      throw new CredentialsRefused('This client may not read the audit (operations).');
    const parsed = schema.safeParse(parseJson(answer.text));
    if (answer.status === 200 && parsed.success) return parsed.data;
    throw new ServiceError(`The service gave no audit to read (HTTP ${answer.status}).`);
  }

  async function send(path: string) {
    let token = '';
    const answer = await call(`${url}${path}`, async () => {
      token = await tokens.current();
      return { headers: { authorization: `Bearer ${token}` } };
    });
    if (answer.status === 401) tokens.discard(token);
    return answer;
  }
}
