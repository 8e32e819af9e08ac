import { describe, expect, test } from 'vitest';
import { createCanaryHandler } from '../../../functions/canary/app.ts';
import { runCanary } from '../../../functions/canary/run-canary.ts';
import type { Decision, ServiceApi } from '../../../functions/canary/service-api.ts';
import { endedOrderOf, orderOf, turnAt, turnBefore } from '../../../functions/canary/turn.ts';
import { parseDocument } from '../../../shared/identity/parse-document.ts';
import { createMetrics } from '../../../shared/runtime/metrics.ts';
import { createCapturedLog } from '../../support/captured-log.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const START_MS = Date.parse('2026-11-23T10:00:30+08:00');
const EFFECT_MS = 6_000;
const CALL_MS = 10;

interface Breaks {
  /** The decision at a moment, instead of the right one. */
  readonly decide?: (
    right: Decision,
    state: { readonly status: string; readonly sinceMs: number },
  ) => Decision;
  readonly neverApplies?: 'active' | 'released';
}

/** A service in virtual time that keeps its promises but for what a test breaks. */
function service({ decide = (right) => right, neverApplies }: Breaks = {}) {
  const clock = createManualClock(START_MS);
  const sent: { changeId: string; status: string; effectiveAtMs: number }[] = [];
  const released: string[] = [];
  const state = (): { status: string; sinceMs: number } => {
    const last = sent.filter(({ status }) => status !== neverApplies).at(-1);
    return last
      ? { status: last.status, sinceMs: clock.wallMs() - last.effectiveAtMs }
      : { status: 'none', sinceMs: 0 };
  };
  const api: ServiceApi = {
    async check() {
      const checkedAtMs = clock.wallMs();
      const now = state();
      const right: Decision = now.status === 'active' && now.sinceMs >= 0 ? 'deny' : 'allow';
      const decision = decide(right, now);
      clock.advance(CALL_MS);
      return { decision, checkedAtMs };
    },
    async sendChange(changeId, order) {
      const { status } = order as { status: string };
      const effectiveAtMs = clock.wallMs() + (status === 'active' ? EFFECT_MS : 0);
      sent.push({ changeId, status, effectiveAtMs });
      clock.advance(CALL_MS);
      return 'accepted';
    },
    async whenEffective(changeId) {
      clock.advance(CALL_MS);
      const change = sent.find((one) => one.changeId === changeId);
      return change && change.status !== neverApplies ? change.effectiveAtMs : undefined;
    },
    async releaseIfThere(orderId) {
      released.push(orderId);
      return 'nothing-to-release';
    },
    acknowledgeNotices: async () => 0,
  };
  const lines: string[] = [];
  const log = createCapturedLog();
  const deps = {
    api,
    clock,
    mark: 5,
    wait: async (ms: number) => clock.advance(ms),
  };
  const handler = createCanaryHandler({
    ...deps,
    series: 'canary',
    logger: log.logger,
    metrics: createMetrics({
      namespace: 'T',
      service: 'canary',
      clock,
      writeLine: (line) => lines.push(line),
    }),
    newApi: () => api,
    newMark: () => 5,
  });
  return { clock, sent, released, deps, handler, log, metrics: () => JSON.parse(lines.at(-1) ?? '{}') };
}

const turn = turnAt('canary', START_MS);

describe('a run of the canary', () => {
  test('measures from sending the order to the first denial, and from sending the release to the first allow', async () => {
    const { deps } = service();
    const outcome = await runCanary(turn, deps);
    expect(outcome).toMatchObject({ kind: 'done', allowedTooLate: 0, deniedTooLate: 0 });
    const { interceptMs, releaseMs } = outcome as Extract<typeof outcome, { kind: 'done' }>;
    expect(interceptMs).toBeGreaterThanOrEqual(EFFECT_MS);
    expect(interceptMs).toBeLessThan(EFFECT_MS + 500);
    expect(releaseMs).toBeLessThan(500);
  });

  test('counts each check that is allowed after the time of effect (I1), and says so', async () => {
    const { handler, log, metrics } = service({
      decide: (right, { status, sinceMs }) => (status === 'active' && sinceMs < 1_000 ? 'allow' : right),
    });
    const outcome = await handler();
    expect(outcome).toMatchObject({ kind: 'done', deniedTooLate: 0 });
    expect((outcome as { allowedTooLate: number }).allowedTooLate).toBeGreaterThan(0);
    expect(log.codes()).toEqual(['canary.violation']);
    expect(metrics().CanaryInterceptViolations).toBeGreaterThan(0);
    expect(metrics()).toMatchObject({ CanaryReleaseViolations: 0, CanaryRuns: 1 });
  });

  test('counts an order that is never held, though the court was told that it is in force', async () => {
    const { deps } = service({ decide: (right, { status }) => (status === 'active' ? 'allow' : right) });
    const outcome = await runCanary(turn, deps);
    expect((outcome as { allowedTooLate: number }).allowedTooLate).toBeGreaterThan(50);
  });

  test('counts each check that is denied after the release is known to be applied (I2), and says so', async () => {
    const { handler, log, metrics } = service({
      decide: (right, { status, sinceMs }) => (status === 'released' && sinceMs < 2_000 ? 'deny' : right),
    });
    const outcome = await handler();
    expect(outcome).toMatchObject({ kind: 'done', allowedTooLate: 0 });
    expect((outcome as { deniedTooLate: number }).deniedTooLate).toBeGreaterThan(0);
    expect(log.codes()).toEqual(['canary.violation']);
    expect(metrics().CanaryReleaseViolations).toBeGreaterThan(0);
  });

  test('a denial that comes once more after the first allow is counted too', async () => {
    let checks = 0;
    const { deps } = service({
      decide: (right, { status }) => (status === 'released' && ++checks === 3 ? 'deny' : right),
    });
    expect(await runCanary(turn, deps)).toMatchObject({ deniedTooLate: 1 });
  });

  test('`undetermined` breaks no promise', async () => {
    let checks = 0;
    const { deps } = service({ decide: (right) => (++checks % 2 === 0 ? 'undetermined' : right) });
    expect(await runCanary(turn, deps)).toMatchObject({ allowedTooLate: 0, deniedTooLate: 0 });
  });

  test('that sees nothing applied fails in time, is counted, and sends the end of its order all the same', async () => {
    const { handler, sent, clock, log, metrics } = service({ neverApplies: 'active' });
    expect(await handler()).toEqual({ kind: 'failed' });
    expect(clock.wallMs() - START_MS).toBeLessThan(30_000);
    expect(sent.map(({ status }) => status)).toEqual(['active', 'released']);
    expect(log.lines).toMatchObject([
      { code: 'canary.failed', fields: { error: { message: expect.stringContaining('not applied') } } },
    ]);
    expect(metrics()).toMatchObject({ CanaryFailures: 1 });
    expect(metrics().CanaryRuns).toBeUndefined();
  });

  test('whose release is not applied fails within a minute from its begin', async () => {
    const { deps, clock } = service({ neverApplies: 'released' });
    await expect(runCanary(turn, deps)).rejects.toThrow(/"allow"/);
    expect(clock.wallMs() - START_MS).toBeLessThan(50_000);
  });

  test('looks after what the two runs before left behind', async () => {
    const { deps, released } = service();
    await runCanary(turn, deps);
    expect(released).toEqual([turnBefore(turn, 1).orderId, turnBefore(turn, 2).orderId]);
  });
});

describe('turns', () => {
  test('are the same for the same minute, and have other ids and another person in each other', () => {
    expect(turnAt('canary', START_MS + 20_000)).toEqual(turn);
    const others = [turnBefore(turn, 1), turnAt('canary', START_MS + 60_000), turnAt('smoke', START_MS)];
    for (const field of ['orderId', 'impositionId', 'releaseId', 'resident'] as const)
      expect(new Set([turn, ...others].map((one) => one[field])).size).toBe(4);
  });

  test('have people of area 999999 only, each a valid document', () => {
    for (let minute = 0; minute < 500; minute++) {
      for (const series of ['canary', 'smoke'] as const) {
        const { resident } = turnAt(series, START_MS + minute * 3_333_333);
        expect(resident).toMatch(/^99999919[0-2]\d/);
        expect(parseDocument({ type: 'resident-id', number: resident }).kind).toBe('valid');
      }
    }
  });

  test('of one series never have a person of the other', () => {
    const inSeries = (series: 'canary' | 'smoke') =>
      Array.from({ length: 2_000 }, (_, n) =>
        Number(turnAt(series, START_MS + n * 97_777_777).resident.slice(14, 17)),
      );
    expect(Math.max(...inSeries('canary'))).toBeLessThan(500);
    expect(Math.min(...inSeries('smoke'))).toBeGreaterThanOrEqual(500);
  });

  test('end by themselves: their order restricts for a quarter of an hour', () => {
    const { period } = orderOf(turn, 1);
    expect(Date.parse(period.to) - turn.startsAtMs).toBe(15 * 60_000);
    expect(endedOrderOf(turn, 1)).toMatchObject({ version: 2, status: 'released', orderId: turn.orderId });
  });
});
