import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { syntheticResidentId } from '../fixtures/synthetic-documents.ts';
import { freePort, startService } from '../support/running-service.ts';
import { documentAsSent, NAME } from '../unit/orders/fixtures.ts';
import { clientOf } from './service-client.ts';

const person = (n: number) => ({ type: 'resident-id', number: syntheticResidentId(n) });

function change(n: number, version: number, overrides: Record<string, unknown> = {}) {
  const subject = { ...(documentAsSent().subject as object), documents: [person(n)] };
  return {
    changeId: randomUUID(),
    order: { ...documentAsSent(), orderId: `order-${n}`, version, subject, ...overrides },
  };
}

test('everything that the running service writes, at its most talkative, names nobody', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'consumption-check-logs-'));
  const env = { LOG_LEVEL: 'info', DEMO_DATA: 'off' };
  const service = await startService({ dataFolder, port: await freePort(), env });
  onTestFinished(() => {
    service.process.kill('SIGKILL');
    rmSync(dataFolder, { recursive: true, force: true, maxRetries: 3 });
  });
  const court = await clientOf(service.url, 'demo-court');
  const rail = await clientOf(service.url, 'demo-rail');
  const imposed = change(1, 1);
  await court.post('/v1/list-changes', {
    changes: [imposed, change(2, 1, { signedBy: 'clerk' }), { order: person(3) }],
  });
  await vi.waitFor(async () => {
    const { body } = await court.get(`/v1/list-changes/${imposed.changeId}`);
    expect(body).toMatchObject({ status: 'applied' });
  }, 10_000);
  await vi.waitFor(async () => {
    const { body } = await rail.post('/v1/checks', {
      purchase: { sector: 'rail', train: 'G101', seat: 'O' },
      subjects: [
        { ref: 'a', name: NAME, documents: [person(1)] },
        { ref: 'b', name: '测试乙', documents: [person(1)] },
        { ref: 'c', name: '测试丙', documents: [person(4)] },
      ],
    });
    expect(body).toMatchObject({
      results: [{ decision: 'deny' }, { decision: 'verify-identity' }, { decision: 'allow' }],
    });
  }, 10_000);
  await rail.post('/v1/checks', { [syntheticResidentId(5)]: person(6) });
  await court.get('/v1/orders/order-1');
  await service.end('SIGTERM');

  const written = service.stdout() + service.stderr();
  expect(written).toContain('change.applied');
  expect(written).toContain('change.rejected');
  const identities = [1, 2, 3, 4, 5, 6].map(syntheticResidentId).concat(NAME, '测试乙', '测试丙');
  expect(identities.filter((identity) => written.includes(identity))).toEqual([]);
}, 60_000);
