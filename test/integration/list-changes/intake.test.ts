import { describe, expect, onTestFinished, test } from 'vitest';
import { createRegistryApp } from '../../../functions/registry-api/app.ts';
import { createOrderDocuments } from '../../../shared/adapters/kms/order-documents.ts';
import { createMemoryChangeQueue } from '../../../shared/adapters/memory/change-queue.ts';
import { createMemoryReceipts } from '../../../shared/adapters/memory/receipts.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { MAX_SEALED_LENGTH } from '../../../shared/orders/sealing.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { auditParts } from '../../support/audit-parts.ts';
import { courtParts } from '../../support/court-parts.ts';
import { createFakeKms, KMS_KEY_ARN } from '../../support/fake-kms.ts';
import { changeAsSent, changeIdOf, grantAsSent, makers, NOW_MS } from '../../unit/orders/fixtures.ts';
import { eventOf, httpDependencies, memoryWorld, read, send } from './world.ts';

const RELEASED = { version: 2, status: 'released', endReason: 'performed' };

describe('a request with list changes', () => {
  test('is answered change by change, with pointers into the request', async () => {
    const { app } = memoryWorld();
    const { status, body } = await send(app, [
      changeAsSent(1),
      changeAsSent(2, { signedBy: 'clerk' }),
      { ...changeAsSent(3), changeId: 'no uuid' },
      changeAsSent(4, { items: ['air', 'yacht'] }),
      'nonsense',
    ]);
    expect(status).toBe(202);
    const results = body.results?.map((result) => ({
      ...result,
      problems: result.problems?.map((p) => p.pointer),
    }));
    expect(results).toEqual([
      { changeId: changeIdOf(1), status: 'accepted', problems: undefined },
      { changeId: changeIdOf(2), status: 'rejected', problems: ['/changes/1/order/signedBy'] },
      { changeId: null, status: 'rejected', problems: ['/changes/2/changeId'] },
      { changeId: changeIdOf(4), status: 'rejected', problems: ['/changes/3/order/items/1'] },
      { changeId: null, status: 'rejected', problems: ['/changes/4'] },
    ]);
  });

  test.each([
    ['no changes', { changes: [] }, '/changes'],
    ['1,001 changes', { changes: Array(1_001).fill(1) }, '/changes'],
    ['changes that are no list', { changes: {} }, '/changes'],
    ['an unknown field', { changes: [1], urgent: true }, '/urgent'],
  ])('with %s is a 422 as a whole', async (_, body, pointer) => {
    const { app } = memoryWorld();
    const response = await app.request('/v1/list-changes', {
      method: 'POST',
      headers: { authorization: 'Bearer write', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(422);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ errors: [{ pointer }] });
  });

  test.each([
    ['malformed JSON', '{"changes": [', 'application/json', 400],
    ['another content type', '{}', 'text/plain', 415],
    ['a body over 256 KiB', `"${'x'.repeat(256 * 1024)}"`, 'application/json', 413],
  ])('with %s is refused', async (_, body, type, status) => {
    const { app } = memoryWorld();
    const headers = { authorization: 'Bearer write', 'content-type': type };
    expect((await app.request('/v1/list-changes', { method: 'POST', headers, body })).status).toBe(status);
  });

  test('needs the scope registry:write, and reading an order registry:read', async () => {
    const { app } = memoryWorld();
    expect((await send(app, [changeAsSent(1)], 'read')).status).toBe(403);
    expect((await read(app, '/v1/orders/ord-1', 'write')).status).toBe(403);
    expect((await read(app, `/v1/list-changes/${changeIdOf(1)}`, 'other')).status).toBe(403);
    expect((await app.request('/v1/orders/ord-1')).status).toBe(401);
  });
});

describe('lanes', () => {
  test('what lets go has a lane of its own', async () => {
    const { app, memoryQueue } = memoryWorld();
    const grants = [grantAsSent()];
    await send(app, [
      changeAsSent(1),
      changeAsSent(2, RELEASED),
      changeAsSent(3, { ...RELEASED, status: 'cancelled' }),
      changeAsSent(4, { status: 'suspended' }),
      changeAsSent(5, { version: 2 }),
      changeAsSent(6, { version: 2, grants }),
      changeAsSent(7, { version: 1, grants }),
      changeAsSent(8, {
        version: 2,
        grants: [grantAsSent({ from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' })],
      }),
    ]);
    const idsOf = (bodies: readonly string[]) => bodies.map((body) => JSON.parse(body).change.changeId);
    expect(idsOf(memoryQueue.take('releases'))).toEqual([2, 3, 4, 6].map(changeIdOf));
    expect(idsOf(memoryQueue.take('impositions'))).toEqual([1, 5, 7, 8].map(changeIdOf));
  });

  test('a lane of impositions that is down delays no release of the same request', async () => {
    const queue = createMemoryChangeQueue();
    const halfDown = {
      send: (...args: Parameters<typeof queue.send>) =>
        args[0] === 'releases'
          ? queue.send(...args)
          : Promise.reject(new DependencyUnavailable('sqs', 'down')),
    };
    const { app } = memoryWorld({ queue: halfDown });
    const { status } = await send(app, [changeAsSent(1), changeAsSent(2, RELEASED)]);
    expect(status).toBe(503);
    expect(queue.take('releases')).toHaveLength(1);
  });
});

describe('the id of a change', () => {
  test('sent twice with the same content is a retry and is queued again while it waits', async () => {
    const { app, memoryQueue, clock, sync } = memoryWorld();
    await send(app, [changeAsSent(1)]);
    const { changeId, order } = changeAsSent(1);
    const reordered = { order: Object.fromEntries(Object.entries(order).reverse()), changeId };
    Object.assign(clock, { nowMs: NOW_MS + 60_000 });
    expect((await send(app, [reordered])).body.results).toEqual([{ changeId, status: 'accepted' }]);
    const bodies = memoryQueue.take('impositions');
    expect(bodies.map((body) => JSON.parse(body).change.acceptedAtMs)).toEqual([NOW_MS, NOW_MS]);

    await sync(eventOf(bodies));
    expect((await send(app, [changeAsSent(1)])).body.results).toEqual([{ changeId, status: 'accepted' }]);
    expect(memoryQueue.take('impositions')).toEqual([]);
  });

  test('sent with other content is rejected, and the first change stays', async () => {
    const { app, memoryQueue } = memoryWorld();
    await send(app, [changeAsSent(1)]);
    const { body } = await send(app, [changeAsSent(1, { items: ['hotel'] })]);
    expect(body.results).toMatchObject([
      { status: 'rejected', problems: [{ pointer: '/changes/0/changeId' }] },
    ]);
    expect(memoryQueue.take('impositions')).toHaveLength(1);
    expect((await read(app, `/v1/list-changes/${changeIdOf(1)}`)).body.status).toBe('queued');
  });

  test('twice in one request is rejected the second time, whatever its content and spelling', async () => {
    const { app, memoryQueue } = memoryWorld();
    const shouted = { ...changeAsSent(10), changeId: 'ABCDEF00-0000-4000-8000-000000000001' };
    const { body } = await send(app, [{ ...shouted, changeId: shouted.changeId.toLowerCase() }, shouted]);
    expect(body.results).toMatchObject([
      { status: 'accepted' },
      { status: 'rejected', problems: [{ pointer: '/changes/1/changeId' }] },
    ]);
    expect(memoryQueue.take('impositions')).toHaveLength(1);
  });

  test('of a rejected change can be used again', async () => {
    const { app } = memoryWorld();
    await send(app, [changeAsSent(1, { signedBy: 'clerk' })]);
    const path = `/v1/list-changes/${changeIdOf(1)}`;
    expect((await read(app, path)).body).toMatchObject({
      orderId: 'ord-1',
      version: 1,
      status: 'rejected',
      problems: [{ pointer: '/order/signedBy' }],
    });
    expect((await send(app, [changeAsSent(1)])).body.results).toMatchObject([{ status: 'accepted' }]);
    expect((await read(app, path)).body).toMatchObject({ status: 'queued' });
  });

  test('of an accepted change keeps its receipt when a wrong change comes under it', async () => {
    const { app } = memoryWorld();
    await send(app, [changeAsSent(1)]);
    await send(app, [changeAsSent(1, { signedBy: 'clerk' })]);
    expect((await read(app, `/v1/list-changes/${changeIdOf(1)}`)).body).toMatchObject({ status: 'queued' });
  });

  test('that was never sent is not found', async () => {
    const { app } = memoryWorld();
    expect((await read(app, `/v1/list-changes/${changeIdOf(9)}`)).status).toBe(404);
    expect((await read(app, '/v1/list-changes/nonsense')).status).toBe(404);
    expect((await read(app, '/v1/orders/ord-9')).status).toBe(404);
    expect((await read(app, '/v1/orders/%F0%9F%92%A3')).status).toBe(404);
  });
});

describe('a fault at intake', () => {
  test('of the receipts is a 503 that says to send the same again, and queues nothing', async () => {
    const receipts = {
      ...createMemoryReceipts(),
      claim: () => Promise.reject(new DependencyUnavailable('dynamodb', 'down')),
    };
    const { app, memoryQueue } = memoryWorld({ receipts });
    const { status, headers, body } = await send(app, [changeAsSent(1)]);
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    expect(body.detail).toContain('same change ids');
    expect(memoryQueue.take('impositions')).toEqual([]);
  });

  test('a document that is too large to keep is rejected', async () => {
    const cipher = { ...makers.cipher, seal: async () => 'x'.repeat(MAX_SEALED_LENGTH + 1) };
    const { app } = memoryWorld({ cipher });
    expect((await send(app, [changeAsSent(1)])).body.results).toMatchObject([
      { status: 'rejected', problems: [{ pointer: '/changes/0/order' }] },
    ]);
  });
});

test('the largest document within the limits of its fields can be sealed in an envelope of KMS and sent', async () => {
  const { kms } = createFakeKms();
  onTestFinished(() => kms.restore());
  const settings = { AWS_REGION: 'us-east-1', DOCUMENT_KMS_KEY_ARN: KMS_KEY_ARN };
  const documentKey = () => Promise.reject(new Error('no secret is needed beside KMS'));
  const { cipher } = createOrderDocuments(settings, { documentKey }, 'check', systemClock);
  const { app, memoryQueue } = memoryWorld({ cipher });
  const wide = (length: number) => '一'.repeat(length);
  const everyItem = [
    'air',
    'rail-soft-sleeper',
    'rail-emu',
    'hotel',
    'venue',
    'travel',
    'school',
    'insurance',
    'property',
    'vehicle',
  ];
  const instant = '2026-01-01T00:00:00.000000000+08:00';
  const change = changeAsSent(1, {
    orderId: 'o'.repeat(128),
    court: { code: '京0105', name: wide(200), phone: '1'.repeat(40) },
    items: everyItem,
    subject: {
      kind: 'person',
      name: wide(200),
      role: 'debtor',
      documents: Array.from({ length: 50 }, (_, n) => ({
        type: 'resident-id',
        number: ` ${syntheticResidentId(n)}`,
      })),
    },
    grants: Array.from({ length: 100 }, (_, n) =>
      grantAsSent({
        grantId: `${'g'.repeat(120)}${n}`,
        items: everyItem,
        from: instant,
        to: '2026-02-01T00:00:00.000000000+08:00',
        uses: 1_000,
      }),
    ),
  });
  expect((await send(app, [change])).body.results).toMatchObject([{ status: 'accepted' }]);
  const [body] = memoryQueue.take('impositions');
  expect(body).toMatch(/"v2\.kms\./);
  expect(Buffer.byteLength(body as string)).toBeLessThan(256 * 1024);
});

describe('what was sent about a person', () => {
  test('stands in no answer, no log line, no receipt and no message', async () => {
    const world = memoryWorld();
    const { app, sync, memoryQueue, logger, register } = world;
    const number = syntheticResidentId(77);
    const name = '秘密姓名';
    const subject = { kind: 'person', name, role: 'debtor', documents: [{ type: 'resident-id', number }] };
    const answers = [
      await send(app, [
        changeAsSent(1, { subject }),
        changeAsSent(2, { subject, signedBy: number }),
        changeAsSent(3, { subject, [number]: name, status: number, endReason: name }),
        changeAsSent(4, { subject, orderId: number }),
        changeAsSent(5, { subject, orderId: `x-${number}`, version: 'one' }),
        { ...changeAsSent(6, { subject }), changeId: number },
        changeAsSent(7, { subject: { ...subject, documents: [{ type: 'passport', number, issuer: name }] } }),
        number,
        { [number]: number },
      ]),
    ];
    const bodies = [...memoryQueue.take('impositions'), ...memoryQueue.take('releases')];
    expect(bodies).toHaveLength(1);
    await sync(eventOf([...bodies, number, JSON.stringify({ change: { number, name } })]));
    const texts = [
      JSON.stringify(answers),
      JSON.stringify(logger.lines),
      JSON.stringify(bodies),
      JSON.stringify(register.receipts.all()),
      JSON.stringify(register.orders.all()),
    ];
    for (const text of texts) {
      expect(text).not.toContain(number);
      expect(text).not.toContain(name);
    }
    expect(logger.lines.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['change.accepted', 'change.rejected', 'change.poison', 'change.applied']),
    );
    const { body } = await read(app, '/v1/orders/ord-1');
    expect(body).toMatchObject({ subject });
  });
});

test('a secret that cannot be had at intake is a 503, and orders can still be read', async () => {
  const { orders, receipts, cipher, logger } = memoryWorld();
  const app = createRegistryApp({
    ...auditParts(),
    ...courtParts(),
    ...httpDependencies(),
    orders,
    receipts,
    cipher,
    logger,
    intake: () => Promise.reject(new DependencyUnavailable('secrets', 'down')),
  });
  expect((await send(app, [changeAsSent(1)])).status).toBe(503);
  expect((await read(app, '/v1/orders/ord-1')).status).toBe(404);
});
