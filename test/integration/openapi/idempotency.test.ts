import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ALL_OPERATIONS } from '../../../functions/docs/openapi/operations/all.ts';
import { freePort, type RunningService, startService } from '../../support/running-service.ts';
import { tokenOf } from './storyteller.ts';

let folder: string;
let service: RunningService;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'consumption-check-keys-'));
  const env = { DEMO_DATA: 'off', LOG_LEVEL: 'error' };
  service = await startService({ dataFolder: folder, port: await freePort(), env });
});
afterAll(() => {
  service?.process.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

/** Two keys are none: whoever takes a key refuses them, and whoever takes none does not look. */
const NO_KEY = 'one, two';

const CLIENTS = {
  'check:rail': 'demo-rail',
  'registry:write': 'demo-court',
  operations: 'demo-ops',
} as const;

test('an Idempotency-Key is taken where the document says so, and nowhere else', async () => {
  const posts = ALL_OPERATIONS.filter(({ method, access }) => method === 'post' && Array.isArray(access));
  const taking: string[] = [];
  for (const { id, path, access } of posts) {
    const client = Object.entries(CLIENTS).find(([scope]) =>
      (access as readonly string[]).includes(scope),
    )?.[1];
    if (!client) throw new Error(`no client of the demo may call ${id}`);
    const { status } = await fetch(`${service.url}${path.replace(/\{\w+\}/g, 'none')}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await tokenOf(service.url, client)}`,
        'content-type': 'application/json',
        'idempotency-key': NO_KEY,
      },
      body: '{}',
    });
    if (status === 400) taking.push(id);
  }
  const documented = posts.filter(({ idempotent }) => idempotent).map(({ id }) => id);
  expect(documented.length).toBeGreaterThan(10);
  expect(taking.sort()).toEqual([...documented].sort());
});
