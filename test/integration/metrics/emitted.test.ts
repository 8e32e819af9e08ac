import { setTimeout as pause } from 'node:timers/promises';
import type { SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAuditCheckpointsHandler } from '../../../functions/audit-checkpoints/app.ts';
import { createAuditCheckpointsDependencies } from '../../../functions/audit-checkpoints/dependencies.ts';
import { createCanaryHandler } from '../../../functions/canary/app.ts';
import { createCanaryDependencies } from '../../../functions/canary/dependencies.ts';
import type { ServiceApi } from '../../../functions/canary/service-api.ts';
import { createDeadlinesHandler } from '../../../functions/deadlines/app.ts';
import { createDeadlinesDependencies } from '../../../functions/deadlines/dependencies.ts';
import { createInquiryApp } from '../../../functions/inquiry-api/app.ts';
import { createInquiryDependencies } from '../../../functions/inquiry-api/dependencies.ts';
import { createListSyncHandler } from '../../../functions/list-sync/app.ts';
import { createListSyncDependencies } from '../../../functions/list-sync/dependencies.ts';
import { createNoticesApp } from '../../../functions/notices-api/app.ts';
import { createNoticesApiDependencies } from '../../../functions/notices-api/dependencies.ts';
import { createReleaseNoticesHandler } from '../../../functions/release-notices/app.ts';
import { createReleaseNoticesDependencies } from '../../../functions/release-notices/dependencies.ts';
import { startHttpServer } from '../../../infra/local/http-server.ts';
import type { Client } from '../../../shared/adapters/http/token-claims.ts';
import type { OperatorId } from '../../../shared/contracts/ids.ts';
import { writeNoticeMessage } from '../../../shared/notices/notice-message.ts';
import type { ClientId } from '../../../shared/operators/client-record.ts';
import { writeQueuedChange } from '../../../shared/orders/queued-change.ts';
import { METRICS, type MetricName } from '../../../shared/runtime/metric-names.ts';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { startWiredFunctions, type WiredFunctions } from '../../support/wired-functions.ts';
import { answered, createNoticeWorld, took } from '../../unit/notices/notice-world.ts';
import { changeAsSent, documentAsSent, orderVersion } from '../../unit/orders/fixtures.ts';

const NAMESPACE = 'ConsumptionCheck/test';
const G_TRAIN = { sector: 'rail', train: 'G101', seat: 'O' };
const LISTED = { type: 'resident-id', number: syntheticResidentId(1) };
const OTHER = { type: 'resident-id', number: syntheticResidentId(900) };

let wired: WiredFunctions;
let env: Readonly<Record<string, string>>;
const stdoutWrite = process.stdout.write;
const written: string[] = [];
const emitted = new Set<MetricName>();

beforeAll(async () => {
  wired = await startWiredFunctions({ METRICS_NAMESPACE: NAMESPACE });
  env = { ...wired.env, NOTICES_DEAD_LETTERS_URL: wired.env.NOTICES_QUEUE_URL as string };
  process.stdout.write = (text: string | Uint8Array) => {
    written.push(String(text));
    return true;
  };
});

afterAll(async () => {
  process.stdout.write = stdoutWrite;
  await wired.close();
});

/** The metrics in the lines that came to standard output since the last call. */
function taken(): ReadonlySet<MetricName> {
  const names = new Set<MetricName>();
  for (const line of written.splice(0)) {
    const { _aws: head, service, ...values } = JSON.parse(line);
    expect(head.CloudWatchMetrics).toMatchObject([{ Namespace: NAMESPACE, Dimensions: [[]] }]);
    expect(service).toMatch(/^[a-z-]+$/);
    const said = head.CloudWatchMetrics[0].Metrics.map(({ Name }: { Name: MetricName }) => Name);
    expect(said.sort()).toEqual(Object.keys(values).sort());
    for (const name of said) names.add(name);
  }
  for (const name of names) emitted.add(name);
  return names;
}

const check = (app: Parameters<WiredFunctions['check']>[0], subject: object) =>
  wired.check(app, { purchase: G_TRAIN, subjects: [{ ref: 'p1', documents: [LISTED], ...subject }] });

describe('every function writes what it measures to standard output', () => {
  test('filter-builder', async () => {
    await wired.buildFilter();
    expect(taken()).toContain('SnapshotsBuilt');
  });

  test('registry-api and list-sync', async () => {
    const change = (n: number, order: object) => ({
      ...changeAsSent(n),
      order: { ...documentAsSent(), ...order },
    });
    await wired.apply(changeAsSent(1), {
      ...changeAsSent(2),
      order: { ...documentAsSent(), signedBy: 'nobody' },
    });
    // Requests that follow each other closely are written at most once a second.
    await pause(1_050);
    await wired.apply(change(3, { version: 5, orderId: 'ord-short' }));
    await wired.apply(
      change(4, { version: 6, orderId: 'ord-short', status: 'released', endReason: 'performed' }),
    );
    await wired.apply(change(5, { version: 2, orderId: 'ord-short' }));
    await wired.apply(change(6, { version: 9, orderId: 'ord-short', items: ['air'] }));
    const failing = createListSyncDependencies(env, wired.log.logger);
    const down = () => Promise.reject(new Error('down'));
    await createListSyncHandler({ ...failing, orders: { ...failing.orders, getMany: down, get: down } })(
      eventOf(writeQueuedChange({ change: orderVersion(), contentDigest: 'a'.repeat(32) })),
    );
    const names = taken();
    for (const name of [
      'ChangesAccepted',
      'ChangesRefused',
      'ChangesApplied',
      'ChangesSuperseded',
      'ChangesRejected',
      'ChangesFailed',
      'ReleaseDelay',
      'ImpositionDelay',
    ] as const)
      expect(names).toContain(name);
  });

  test('check-api', async () => {
    const app = wired.newCheckContainer();
    expect((await check(app, {})).body.results[0].decision).toBe('deny');
    await wired.caughtUp(app);
    expect((await check(app, { documents: [OTHER] })).body.results[0].decision).toBe('allow');
    expect((await check(app, { name: '别人' })).body.results[0].decision).toBe('verify-identity');
    wired.dynamoDb.mood = 'failing';
    expect((await check(app, {})).body.results[0].decision).toBe('undetermined');
    wired.dynamoDb.mood = 'well';
    await pause(1_050);
    await check(app, { documents: [OTHER] });
    const names = taken();
    for (const name of [
      'Checks',
      'CheckLatency',
      'DecisionsAllowed',
      'DecisionsDenied',
      'DecisionsVerifyIdentity',
      'DecisionsUndetermined',
      'UnfilteredChecks',
      'PrefilterPasses',
      'RegisterReads',
      'FilterAge',
      'OverlayEntries',
    ] as const)
      expect(names).toContain(name);
  });

  test('inquiry-api', async () => {
    const clock = createManualClock(Date.parse('2026-11-23T10:00:30+08:00'));
    const deps = createInquiryDependencies(env, wired.log.logger);
    const app = createInquiryApp({ ...deps, clock: { ...deps.clock, wallMs: clock.wallMs } });
    const server = await startHttpServer('127.0.0.1', 0);
    server.serve((request, bindings) => app.fetch(request, bindings));
    const statuses: number[] = [];
    for (let times = 0; times < 7; times++) {
      // What the last second held is written with what comes after it.
      if (times === 6) await pause(1_050);
      const response = await fetch(`${server.url}/v1/inquiries`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: '无人', document: OTHER }),
      });
      await response.body?.cancel();
      statuses.push(response.status);
    }
    await server.close(0);
    expect(statuses).toContain(200);
    expect(statuses).toContain(429);
    expect([...taken()].sort()).toEqual(['InquiriesAnswered', 'InquiriesLimited']);
  }, 20_000);

  test('release-notices', async () => {
    const deps = createReleaseNoticesDependencies(env, wired.log.logger);
    await createReleaseNoticesHandler(deps)({});
    expect([...taken()].sort()).toEqual(['NoticesOverdue', 'OldestOverdueNotice']);

    const world = createNoticeWorld();
    const deliver = createReleaseNoticesHandler({ ...deps, delivery: world.delivery });
    await world.setWebhook();
    for (const [answer, attempts] of [
      [took, 0],
      [answered(500), 9],
    ] as const) {
      world.receive = () => answer;
      const notice = await world.announce(`ord-${attempts}`);
      await world.notices.update(await world.recordOf(notice), { attempts });
      await deliver(eventOf(writeNoticeMessage({ ...notice, attempts })));
    }
    expect([...taken()].sort()).toEqual(['NoticeAttemptsFailed', 'NoticesDelivered', 'NoticesParked']);
  });

  test('notices-api', async () => {
    const world = createNoticeWorld();
    const notice = await world.announce();
    const app = createNoticesApp({
      ...createNoticesApiDependencies(env, wired.log.logger),
      notices: world.notices,
      verifier: {
        verify: () => ({ kind: 'valid', expiresAtMs: Number.MAX_SAFE_INTEGER, client: clientOf(notice) }),
      },
    });
    const response = await app.request(`/v1/notices/${notice.noticeId}/acknowledge`, {
      method: 'POST',
      headers: { authorization: 'Bearer any' },
    });
    expect(response.status).toBe(204);
    expect([...taken()]).toEqual(['NoticesAcknowledged']);
  });

  test('deadlines and audit-checkpoints', async () => {
    await createDeadlinesHandler(createDeadlinesDependencies(env, wired.log.logger))();
    await createAuditCheckpointsHandler(createAuditCheckpointsDependencies(env, wired.log.logger))();
    expect([...taken()].sort()).toEqual([
      'AuditChainsBroken',
      'AuditCheckpoints',
      'AuditEntries',
      'CalendarsUnknown',
      'DeadlinesFailed',
      'DeadlinesForOperations',
      'DeadlinesOverdue',
    ]);
  });

  test('canary', async () => {
    const deps = createCanaryDependencies(
      {
        ...env,
        CANARY_API_URL: 'https://api.example',
        CANARY_TOKEN_URL: 'https://token.example/oauth2/token',
        CANARY_CREDENTIALS_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:canary',
      },
      wired.log.logger,
    );
    await createCanaryHandler({ ...deps, wait: async () => undefined, newApi: goodService })();
    expect([...taken()].sort()).toEqual([
      'CanaryFailures',
      'CanaryInterceptTime',
      'CanaryInterceptViolations',
      'CanaryReleaseTime',
      'CanaryReleaseViolations',
      'CanaryRuns',
    ]);
  });

  test('and all together write exactly the metrics of the list', () => {
    expect([...emitted].sort()).toEqual(Object.keys(METRICS).sort());
  });
});

function eventOf(body: string): SQSEvent {
  return {
    Records: [{ messageId: 'm1', body, messageAttributes: {}, attributes: {} }],
  } as unknown as SQSEvent;
}

function clientOf({ operatorId }: { readonly operatorId: OperatorId }): Client {
  const clientId = `client-of-${operatorId}` as ClientId;
  return { clientId, operatorId, scopes: new Set(['check:rail']), courts: 'all' };
}

/** A service that keeps both promises. */
function goodService(): ServiceApi {
  let denies = false;
  let now = Date.now();
  return {
    check: async () => ({ decision: denies ? 'deny' : 'allow', checkedAtMs: ++now }),
    async sendChange(_, order) {
      denies = (order as { status: string }).status === 'active';
      return 'accepted';
    },
    whenEffective: async () => now,
    releaseIfThere: async () => 'nothing-to-release',
    acknowledgeNotices: async () => 1,
  };
}
