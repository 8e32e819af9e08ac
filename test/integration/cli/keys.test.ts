import { describe, expect, test } from 'vitest';
import { runCli } from '../../../functions/cli/run.ts';
import { createKeyRotationHandler } from '../../../functions/key-rotation/app.ts';
import { DEMO_CLIENTS, demoRecords } from '../../../infra/local/demo-clients.ts';
import { addKeyRoutes } from '../../../infra/local/key-routes.ts';
import { createHttpApp } from '../../../shared/adapters/http/http-app.ts';
import { createTokenEndpoint } from '../../../shared/adapters/http/token-endpoint.ts';
import { createMemoryClients } from '../../../shared/adapters/memory/clients.ts';
import { createCapturedLog } from '../../support/captured-log.ts';
import { createKeyRotationWorld } from '../../support/key-rotation-world.ts';
import { createTestTokens } from '../../support/tokens.ts';
import { changeAsSent } from '../../unit/orders/fixtures.ts';
import { terminal } from './world.ts';

const PATIENCE_MS = 15 * 60_000;

/** The embedded default as far as it has to do with keys, over a register in memory. */
async function embedded(budgetMs = 1_000) {
  const world = createKeyRotationWorld();
  const { clock } = world;
  const clients = createMemoryClients();
  for (const record of demoRecords(1)) await clients.put(record);
  const { verifier, signingKey, issuer, audience } = await createTestTokens({ clock, clients });
  const log = createCapturedLog();
  const app = createHttpApp({ logger: log.logger, newRequestId: () => 'request-1' });
  const newTokenId = () => 'token-1';
  app.route(
    '/',
    createTokenEndpoint({ clients: DEMO_CLIENTS, signingKey, issuer, audience, clock, newTokenId }),
  );
  addKeyRoutes(app, {
    verifier,
    rotate: createKeyRotationHandler({ ...world.rotation, logger: log.logger, budgetMs }),
  });
  const fetch = async (url: string, init: RequestInit) => await app.request(url, init);
  return {
    ...world,
    log,
    async run(...argv: readonly string[]) {
      const { io, stdout, stderr } = terminal({ fetch, clock });
      return { exitCode: await runCli(['keys', ...argv], io), stdout: stdout(), stderr: stderr() };
    },
  };
}

describe('the command that rotates keys', () => {
  test('leads through a whole rotation, and shows no key', async () => {
    const world = await embedded();
    await world.newIntake()(changeAsSent(1));
    await world.newApplier()(world.waiting());
    expect(await world.run('status')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^phase {6}stable\nlookup {5}version 1\ncounting {3}1\nnext {7}Nothing/),
    });
    expect((await world.run('begin')).stdout).toContain('counting   1, 2\n');
    for (let passes = 0; passes < 2; passes++) {
      world.clock.advance(PATIENCE_MS);
      expect((await world.run('rekey')).stdout).toMatch(
        /last pass {2}ended .*: 1 orders, [01] rekeyed, 0 left out/,
      );
    }
    await world.build();
    expect((await world.run('switch')).stdout).toContain('lookup     version 2\n');
    world.clock.advance(PATIENCE_MS);
    expect((await world.run('retire')).stdout).toContain('retired    1\n');
    world.clock.advance(PATIENCE_MS);
    expect((await world.run('rekey')).stdout).toMatch(/^phase {6}stable/);
    expect((await world.run('forget')).exitCode).toBe(0);
    for (const { key } of world.secret())
      expect(world.log.text()).not.toContain(Buffer.from(key).toString('base64'));
    expect(world.log.codes().filter((code) => code === 'keys.step')).toHaveLength(7);
  });

  test('says why a step is refused, and from when it is not', async () => {
    const world = await embedded();
    await world.run('begin');
    const early = await world.run('abandon');
    expect(early.exitCode).toBe(2);
    expect(early.stdout).toMatch(/^Refused: some may still act .* \(not before \d{4}-.*\)\.\n/);
  });

  test('refuses what is no step, and an option that is not for it', async () => {
    const world = await embedded();
    for (const argv of [[], ['turn'], ['begin', 'again'], ['begin', '--anyway']]) {
      expect((await world.run(...argv)).exitCode, argv.join(' ')).toBe(2);
    }
    expect((await world.run('--help')).stdout).toContain('retire');
    expect(await world.store.read()).toBeUndefined();
  });

  test('is for operations alone', async () => {
    const world = await embedded();
    const court = ['--client-id', 'demo-court', '--client-secret', 'demo-court-secret'];
    expect(await world.run('begin', ...court)).toMatchObject({
      exitCode: 2,
      stderr: 'This client may not rotate keys (operations).\n',
    });
    expect(await world.store.read()).toBeUndefined();
  });
});
