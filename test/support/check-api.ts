import { createCheckApp } from '../../functions/check-api/app.ts';
import { createCheckEngine } from '../../shared/check/check-engine.ts';
import type { FollowerStatus } from '../../shared/filter/filter-view.ts';
import { createCapturedLog } from './captured-log.ts';
import { createCheckWorld } from './check-world.ts';
import { createTestTokens } from './tokens.ts';

/** The check API on in-memory stores, asked through its public door. */
export async function createTestCheckApi(world = createCheckWorld(), status?: FollowerStatus) {
  const log = createCapturedLog();
  const tokens = await createTestTokens({ clock: world.clock });
  let requests = 0;
  const app = createCheckApp({
    logger: log.logger,
    newRequestId: () => `request-${++requests}`,
    clock: world.clock,
    verifier: tokens.verifier,
    engine: createCheckEngine(world.deps),
    outcomes: {
      effects: world.effects,
      allowances: world.allowances,
      interceptions: world.interceptions,
      onOverUsed: ({ orderId, name }) => log.logger.warn('grant.over-used', { orderId, allowance: name }),
    },
    followerStatus: async () => status,
  });

  return {
    app,
    world,
    log,
    tokens,

    /** Posts a body as an operator with the scope of one sector, railways unless said otherwise. */
    async post(
      path: string,
      body: unknown,
      options: { scopes?: readonly string[]; clientId?: string; headers?: Record<string, string> } = {},
    ): Promise<Response> {
      const { scopes = ['check:rail'], clientId = 'demo-rail', headers = {} } = options;
      return await app.request(path, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${await tokens.token({ clientId, scopes })}`,
          ...headers,
        },
      });
    },
  };
}

export type TestCheckApi = Awaited<ReturnType<typeof createTestCheckApi>>;
