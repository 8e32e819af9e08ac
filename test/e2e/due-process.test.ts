import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Webhook } from 'standardwebhooks';
import { expect, onTestFinished, test, vi } from 'vitest';
import { DEMO_IMPOSITION } from '../../infra/local/demo-order.ts';
import { syntheticResidentId } from '../fixtures/synthetic-documents.ts';
import { freePort, startService } from '../support/running-service.ts';
import { startWebhookReceiver } from '../support/webhook-receiver.ts';
import { clientOf, type ServiceClient } from './service-client.ts';

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);

const ORDER_ID = 'due-process-1';
const PERSON = { name: '测试甲', document: { type: 'resident-id', number: syntheticResidentId(41) } };
const ORDER = {
  ...DEMO_IMPOSITION.order,
  orderId: ORDER_ID,
  subject: { ...DEMO_IMPOSITION.order.subject, name: PERSON.name, documents: [PERSON.document] },
};
const PURCHASE = {
  purchase: { sector: 'rail', train: 'G101', seat: 'O' },
  subjects: [{ ref: 'p1', documents: [PERSON.document] }],
};

async function startJourney() {
  const folder = mkdtempSync(join(tmpdir(), 'consumption-check-due-process-'));
  const env = { DEMO_DATA: 'off', LOG_LEVEL: 'info' };
  const service = await startService({ dataFolder: folder, port: await freePort(), env });
  const receiver = await startWebhookReceiver((_request, response) => {
    response.writeHead(204).end();
  });
  onTestFinished(async () => {
    service.process.kill('SIGKILL');
    await receiver.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  return { service, receiver };
}

async function applied(court: ServiceClient, changeId: string): Promise<void> {
  await vi.waitFor(async () => {
    const { body } = await court.get(`/v1/list-changes/${changeId}`);
    expect(body).toMatchObject({ status: 'applied' });
  }, 10_000);
}

interface Result {
  readonly decision: string;
  readonly decisionId: string;
  readonly redress: { readonly reference: string; readonly url: string };
}

async function resultOf(rail: ServiceClient): Promise<Result> {
  const { status, body } = await rail.post('/v1/checks', PURCHASE);
  expect(status).toBe(200);
  return (body as { results: [Result] }).results[0];
}

async function inquire(url: string, person: object) {
  const response = await fetch(`${url}/v1/inquiries`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(person),
  });
  return { status: response.status, body: await response.json() };
}

test('a person is denied, learns why, is let go, and everybody who turned them away is told and accounts for it', async () => {
  const { service, receiver } = await startJourney();
  const { url } = service;
  const court = await clientOf(url, 'demo-court');
  const rail = await clientOf(url, 'demo-rail');

  // A court restricts; when the order is in force a check denies and says where to ask.
  const changeId = randomUUID();
  expect(await court.post('/v1/list-changes', { changes: [{ changeId, order: ORDER }] })).toMatchObject({
    status: 202,
    body: { results: [{ status: 'accepted' }] },
  });
  await applied(court, changeId);
  const denied = await vi.waitFor(async () => {
    const result = await resultOf(rail);
    expect(result).toMatchObject({
      decision: 'deny',
      redress: { reference: expect.stringMatching(/^rdr_/) },
    });
    return result;
  }, 15_000);

  // The page behind that address is there, and whoever has number and name is told court and case; with a wrong name nothing.
  const page = await fetch(denied.redress.url);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain(denied.redress.reference);
  expect(await inquire(url, PERSON)).toMatchObject({
    status: 200,
    body: { orders: [{ court: { name: ORDER.court.name }, caseNumber: ORDER.caseNumber }] },
  });
  expect((await inquire(url, { ...PERSON, name: '测试乙' })).body).not.toHaveProperty('orders.0');

  // The operator says where its notices go.
  const set = await rail.put('/v1/webhook', { url: `http://localhost:${receiver.port}/notices` });
  expect(set.status).toBe(200);
  const { secret } = set.body as { secret: string };

  // The court lets go; the next check allows.
  const released = await court.post(`/v1/orders/${ORDER_ID}/release`, { endReason: 'performed' });
  expect(released.status).toBe(202);
  await applied(court, (released.body as { changeId: string }).changeId);
  expect(await resultOf(rail)).toEqual({ ref: 'p1', decision: 'allow' });
  expect((await inquire(url, PERSON)).body).not.toHaveProperty('orders.0');

  // The operator is told once, signed, of its own decision and nothing else, and acknowledges.
  await vi.waitFor(() => expect(receiver.received).not.toHaveLength(0), 10_000);
  const [notice] = receiver.received;
  const payload = new Webhook(secret).verify(
    notice?.body ?? '',
    notice?.headers as Record<string, string>,
  ) as {
    type: string;
    data: { noticeId: string };
  };
  expect(payload).toMatchObject({ type: 'denials.lifted', data: { decisionIds: [denied.decisionId] } });
  const { noticeId } = payload.data;
  expect(notice?.headers['webhook-id']).toBe(noticeId);
  expect((await rail.post(`/v1/notices/${noticeId}/acknowledge`, {})).status).toBe(204);
  expect(await rail.get('/v1/notices')).toMatchObject({ status: 200, body: { notices: [] } });

  // The court sees what its order did, in counts.
  await vi.waitFor(async () => {
    expect(await court.get(`/v1/orders/${ORDER_ID}/effects`)).toMatchObject({
      status: 200,
      body: {
        months: [{ denials: 1, attempts: 1, items: { 'rail-emu': 1 } }],
        notices: { created: 1, delivered: 1, acknowledged: 1 },
      },
    });
  }, 5_000);

  // What was done is accounted for, and nothing of it was changed.
  const verified = await run(process.execPath, ['functions/cli/main.ts', 'audit', 'verify', '--url', url], {
    cwd: ROOT,
  });
  expect(verified.stdout).toMatch(/^\d+ events in \d+ entries of 16 chains; 1 checkpoint/);

  expect((await service.end('SIGTERM')).code).toBe(0);
  expect(receiver.received).toHaveLength(1);
  const written = service.stdout() + service.stderr();
  expect(written).toContain('"code":"notice.delivered"');
  for (const secretText of [PERSON.name, PERSON.document.number, denied.redress.reference, secret])
    expect(written).not.toContain(secretText);
}, 60_000);
