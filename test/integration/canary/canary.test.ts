import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createCanaryHandler } from '../../../functions/canary/app.ts';
import { newMark, waitMs } from '../../../functions/canary/dependencies.ts';
import { runCanary } from '../../../functions/canary/run-canary.ts';
import { createServiceApi, type ServiceApi } from '../../../functions/canary/service-api.ts';
import { CANARY_COURT, orderOf, turnAt, turnBefore } from '../../../functions/canary/turn.ts';
import { demoSecret } from '../../../infra/local/demo-clients.ts';
import { createService, type Service } from '../../../infra/local/service.ts';
import { readSettings } from '../../../infra/local/settings.ts';
import { startTimer } from '../../../infra/local/timer.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { createMetrics, NO_METRICS } from '../../../shared/runtime/metrics.ts';
import { clientOf } from '../../e2e/service-client.ts';
import { createCapturedLog } from '../../support/captured-log.ts';
import { recordingLogger } from '../embedded/recording-logger.ts';

let service: Service;
let url: string;
const folder = mkdtempSync(join(tmpdir(), 'canary-'));

beforeAll(async () => {
  service = createService(readSettings({ DATA_DIR: folder, PORT: '0' }), recordingLogger());
  url = (await service.start()).url;
}, 30_000);

afterAll(async () => {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
});

function newApi(): ServiceApi {
  return createServiceApi({
    url,
    tokenUrl: `${url}/oauth2/token`,
    credentials: async () => ({ clientId: 'demo-canary', clientSecret: demoSecret('demo-canary') }),
    signal: AbortSignal.timeout(60_000),
  });
}

const common = { clock: systemClock, wait: waitMs };

/** A turn that no other test has, and whose order is not over yet. */
let given = 0;
function freshTurn() {
  given += 1;
  return turnAt('canary', Date.now() - given * 3 * 60_000);
}

describe('a run of the canary against the service', () => {
  test('imposes, is denied, releases, is allowed, and publishes how long both took', async () => {
    const lines: string[] = [];
    const log = createCapturedLog();
    const run = createCanaryHandler({
      ...common,
      logger: log.logger,
      metrics: createMetrics({
        namespace: 'Test',
        service: 'canary',
        clock: systemClock,
        writeLine: (line) => lines.push(line),
      }),
      series: 'canary',
      newApi,
      newMark,
    });

    const outcome = await run();

    expect(outcome).toMatchObject({ kind: 'done', allowedTooLate: 0, deniedTooLate: 0 });
    expect(log.codes()).toEqual(['canary.passed']);
    expect(lines).toHaveLength(1);
    const values = JSON.parse(lines[0] as string);
    expect(values).toMatchObject({
      CanaryRuns: 1,
      CanaryFailures: 0,
      CanaryInterceptViolations: 0,
      CanaryReleaseViolations: 0,
      CanaryInterceptTime: { Count: 1 },
      CanaryReleaseTime: { Count: 1 },
    });
    expect(values.CanaryInterceptTime.Max).toBeGreaterThan(0);
    expect(values.CanaryReleaseTime.Max).toBeLessThan(5_000);
    expect(log.text() + lines.join()).not.toMatch(/999999\d{11}[\dX]/);
  }, 60_000);

  test('leaves an ended order of a court of its own, and no notice that nobody took in', async () => {
    const turn = freshTurn();
    await runCanary(turn, { ...common, api: newApi(), mark: newMark() });

    const court = await clientOf(url, 'demo-court');
    expect(await court.get(`/v1/orders/${turn.orderId}`)).toMatchObject({
      body: { status: 'released', court: { code: CANARY_COURT } },
    });
    const canary = await clientOf(url, 'demo-canary');
    expect(await canary.get('/v1/notices?state=unacknowledged')).toMatchObject({ body: { notices: [] } });
  }, 60_000);

  test('on a timer comes again and again, each time in a turn of its own, and never breaks a promise', async () => {
    const outcomes: unknown[] = [];
    const log = createCapturedLog();
    const run = createCanaryHandler({
      ...common,
      logger: log.logger,
      metrics: NO_METRICS,
      series: 'smoke',
      newApi,
      newMark,
    });
    const timer = startTimer({
      run: async () => outcomes.push(await run()),
      everySeconds: 1,
      onFailure: (error) => outcomes.push(error),
    });
    await vi.waitFor(() => expect(outcomes.length).toBeGreaterThanOrEqual(2), {
      timeout: 40_000,
      interval: 200,
    });
    await timer.stop();
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ kind: 'done', allowedTooLate: 0, deniedTooLate: 0 });
    expect(new Set(log.lines.map(({ fields }) => fields.orderId)).size).toBe(outcomes.length);
  }, 60_000);

  test('of two runs in one turn one goes on and the other leaves it alone', async () => {
    const turn = freshTurn();
    const outcomes = await Promise.all(
      [11, 12].map((mark) => runCanary(turn, { ...common, api: newApi(), mark })),
    );
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['done', 'taken']);
    expect(outcomes.find(({ kind }) => kind === 'done')).toMatchObject({
      allowedTooLate: 0,
      deniedTooLate: 0,
    });
  }, 60_000);

  test('what a run left behind that died before its release, the next run releases', async () => {
    const died = freshTurn();
    const api = newApi();
    await api.sendChange(died.impositionId, orderOf(died, 7));
    while ((await api.whenEffective(died.impositionId)) === undefined) await waitMs(50);
    const court = await clientOf(url, 'demo-court');
    expect(await court.get(`/v1/orders/${died.orderId}`)).toMatchObject({ body: { status: 'active' } });

    const next = turnAt('canary', died.startsAtMs + 60_000);
    expect(turnBefore(next, 1)).toEqual(died);
    await runCanary(next, { ...common, api: newApi(), mark: newMark() });

    expect(await court.get(`/v1/orders/${died.orderId}`)).toMatchObject({ body: { status: 'released' } });
  }, 60_000);
});
