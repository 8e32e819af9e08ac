import { createNoticesApp } from '../../../functions/notices-api/app.ts';
import { type CapturedLog, createCapturedLog } from '../../support/captured-log.ts';
import { idempotencyParts } from '../../support/idempotency-parts.ts';
import { NO_LIMIT } from '../../support/no-limit.ts';
import { createTestTokens } from '../../support/tokens.ts';
import { createNoticeWorld, type NoticeWorld, RAIL } from '../notices/notice-world.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly json: Record<string, unknown>;
}

export interface NoticesApi extends NoticeWorld {
  readonly log: CapturedLog;
  /** Asks as an operator that may check in rail, or as who is named. */
  ask(method: string, path: string, options?: AskOptions): Promise<ApiAnswer>;
  /** Asks as operations. */
  askAsOperations(method: string, path: string): Promise<ApiAnswer>;
}

export interface AskOptions {
  readonly clientId?: string;
  readonly scopes?: readonly string[];
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The notices API over working stores in memory. */
export async function openNoticesApi(loopbackWebhooks?: 'allow'): Promise<NoticesApi> {
  const world = createNoticeWorld();
  const log = createCapturedLog();
  const tokens = await createTestTokens({ clock: world.clock });
  let requests = 0;
  const app = createNoticesApp({
    ...world,
    logger: log.logger,
    newRequestId: () => `request-${++requests}`,
    verifier: tokens.verifier,
    loopbackWebhooks,
    idempotency: idempotencyParts(world.clock),
    limiter: NO_LIMIT,
  });
  const ask: NoticesApi['ask'] = async (method, path, options = {}) => {
    const { clientId = RAIL, scopes = ['check:rail'], body, headers } = options;
    const token = await tokens.token({ clientId, scopes });
    const response = await app.request(path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, json: text === '' ? {} : JSON.parse(text) };
  };
  return Object.assign(world, {
    log,
    ask,
    askAsOperations: (method: string, path: string) =>
      ask(method, path, { clientId: 'ops', scopes: ['operations'] }),
  });
}
