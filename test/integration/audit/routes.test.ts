import { describe, expect, test } from 'vitest';
import { addAuditRoutes } from '../../../functions/registry-api/routes/audit.ts';
import { addSigningKeyRoutes } from '../../../functions/registry-api/routes/signing-keys.ts';
import { authenticate } from '../../../shared/adapters/http/authenticate.ts';
import { createHttpApp } from '../../../shared/adapters/http/http-app.ts';
import { createMemoryAuditEntries } from '../../../shared/adapters/memory/audit-entries.ts';
import { chainOf } from '../../../shared/audit/chains.ts';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { auditParts } from '../../support/audit-parts.ts';
import { createCapturedLog } from '../../support/captured-log.ts';
import { createTestTokens } from '../../support/tokens.ts';
import { eventOf } from '../../unit/audit/fixtures.ts';

async function world(overrides: Partial<ReturnType<typeof auditParts>> = {}) {
  const tokens = await createTestTokens();
  const entries = createMemoryAuditEntries();
  const parts = { ...auditParts({ entries }), ...overrides };
  const app = createHttpApp({ logger: createCapturedLog().logger, newRequestId: () => 'request-1' });
  app.use('/v1/*', authenticate(tokens.verifier));
  addAuditRoutes(app, parts);
  addSigningKeyRoutes(app, parts);
  return {
    ...parts,
    entries,
    async get(path: string, scopes: readonly string[] = ['operations']) {
      const authorization = `Bearer ${await tokens.token({ clientId: 'demo-ops', scopes })}`;
      const response = await app.request(path, { headers: { authorization } });
      return { status: response.status, body: (await response.json()) as Record<string, never> };
    },
    getOpenly: async (path: string) => await app.request(path),
  };
}

describe('GET /v1/audit/chains/{chain}/entries', () => {
  const event = eventOf();
  const chain = chainOf(event, '');

  test('gives the entries of a chain, page by page', async () => {
    const { audit, entries, get } = await world();
    for (let n = 0; n < 5; n++) await audit.record(event);
    const first = await get(`/v1/audit/chains/${chain}/entries?limit=3`);
    expect(first).toEqual({ status: 200, body: { chain, entries: entries.all(chain).slice(0, 3), next: 3 } });
    const second = await get(`/v1/audit/chains/${chain}/entries?after=3`);
    expect(second.body).toEqual({ chain, entries: entries.all(chain).slice(3) });
  });

  test('accounts for the reading before it answers', async () => {
    const { entries, get } = await world();
    const own = chainOf({ orders: [] }, 'aud_1');
    const { body } = await get(`/v1/audit/chains/${own}/entries?after=0`);
    expect(body).toEqual({ chain: own, entries: entries.all(own) });
    expect(entries.all(own)[0]?.events[0]?.event).toEqual({
      atMs: Date.parse('2026-11-23T10:00:00+08:00'),
      actor: 'demo-ops',
      act: 'audit.read',
      orders: [],
      requestId: 'request-1',
      facts: { chain: own, after: 0 },
    });
  });

  test('tells nothing that could not be accounted for', async () => {
    const audit = { record: () => Promise.reject(new DependencyUnavailable('dynamodb', 'down')) };
    const { get } = await world({ audit });
    expect((await get('/v1/audit/chains/1/entries')).status).toBe(503);
    expect((await get('/v1/audit/checkpoints')).status).toBe(503);
  });

  test.each([
    ['/v1/audit/chains/16/entries', 404],
    ['/v1/audit/chains/-1/entries', 404],
    ['/v1/audit/chains/x/entries', 404],
    ['/v1/audit/chains/1/entries?after=x', 422],
    ['/v1/audit/chains/1/entries?limit=0', 422],
    ['/v1/audit/chains/1/entries?limit=501', 422],
    ['/v1/audit/chains/1/entries?before=1', 422],
    ['/v1/audit/checkpoints?after=%00', 422],
  ])('%s is answered with %d', async (path, status) => {
    const { get } = await world();
    expect((await get(path)).status).toBe(status);
  });

  test('is for operations alone', async () => {
    const { get } = await world();
    for (const path of ['/v1/audit/chains/1/entries', '/v1/audit/checkpoints']) {
      expect((await get(path, ['registry:read', 'registry:write', 'check:rail'])).status).toBe(403);
    }
  });

  test('holds no name and no number, whatever was done', async () => {
    const { audit, get } = await world();
    await audit.record(eventOf({ orders: [{ orderId: 'ord-1' as OrderId, version: 1 }] }));
    const { body } = await get(`/v1/audit/chains/${chain}/entries`);
    expect(JSON.stringify(body)).not.toMatch(/\d{15,18}[\dX]?(?!\d)|[\u4e00-\u9fff]/);
  });
});

test('GET /v1/audit/checkpoints gives the signed checkpoints in the sequence of time', async () => {
  const { get, writeCheckpoint } = await world();
  const { name } = await writeCheckpoint();
  const { body } = await get('/v1/audit/checkpoints');
  expect(body).toEqual({
    checkpoints: [{ name, statement: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) }],
  });
  expect((await get(`/v1/audit/checkpoints?after=${name}`)).body).toEqual({ checkpoints: [] });
});

test('the public keys are for everybody, those of the past too, and hold no private part', async () => {
  const { getOpenly, publicKeys, statementSigner } = await world();
  const archive = publicKeys as unknown as { keep(key: object): Promise<void> };
  const current = await statementSigner.publicKey();
  await archive.keep(current);
  await archive.keep({ ...current, kid: 'of-the-past' });
  const response = await getOpenly('/.well-known/signing-keys.json');
  expect(response.status).toBe(200);
  const { keys } = (await response.json()) as { keys: Record<string, string>[] };
  expect(keys.map(({ kid }) => kid)).toEqual([current.kid, 'of-the-past']);
  for (const key of keys) expect(Object.keys(key)).not.toContain('d');
});
