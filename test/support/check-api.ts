import { type CheckAppDependencies, createCheckApp } from '../../functions/check-api/app.ts';
import { createStatementSigner } from '../../shared/adapters/jws/statement-signer.ts';
import { createAttester } from '../../shared/attestations/attester.ts';
import { createCheckEngine } from '../../shared/check/check-engine.ts';
import type { StatementSigner } from '../../shared/contracts/signed-statement.ts';
import type { FollowerStatus } from '../../shared/filter/filter-view.ts';
import { DEFAULT_RULE } from '../../shared/scanning/rule.ts';
import { createScanWatch } from '../../shared/scanning/scan-watch.ts';
import { createCapturedLog } from './captured-log.ts';
import { createCheckWorld } from './check-world.ts';
import { NO_LIMIT } from './no-limit.ts';
import { createTestTokens } from './tokens.ts';

const testSigner = createStatementSigner(async () => ({ key: new Uint8Array(32).fill(9) }));

/** The check API on in-memory stores, asked through its public door. */
export async function createTestCheckApi(
  world = createCheckWorld(),
  status?: FollowerStatus,
  signer: StatementSigner = testSigner,
  limits: Partial<Pick<CheckAppDependencies, 'limiter' | 'scanning'>> = {},
) {
  const log = createCapturedLog();
  const tokens = await createTestTokens({ clock: world.clock });
  let requests = 0;
  let salts = 0;
  const app = createCheckApp({
    logger: log.logger,
    newRequestId: () => `request-${++requests}`,
    clock: world.clock,
    verifier: tokens.verifier,
    limiter: NO_LIMIT,
    scanning: createScanWatch({ rule: DEFAULT_RULE, onSuspected() {} }),
    ...limits,
    engine: createCheckEngine(world.deps),
    attester: createAttester({
      clock: world.clock,
      signer,
      newSalt: () => new Uint8Array(16).fill(++salts),
      startDeadline: () => AbortSignal.timeout(1_000),
      onUnavailable: (error) => log.logger.warn('attestation.unavailable', { error }),
    }),
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
    signer,

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
