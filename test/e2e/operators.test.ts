import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { freePort, startService } from '../support/running-service.ts';

const run = promisify(execFile);
const CHECK = {
  purchase: { sector: 'rail', train: 'G101', seat: 'O' },
  subjects: [{ ref: 'p1', documents: [{ type: 'resident-id', number: '999999199001010024' }] }],
};

test('an operator is taken on and let go by one command each, over a restart, and is out within a minute', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'consumption-check-operators-'));
  onTestFinished(() => rmSync(dataFolder, { recursive: true, force: true, maxRetries: 3 }));
  const port = await freePort();
  const start = async () => {
    const service = await startService({ dataFolder, port, env: { DEMO_DATA: 'off' } });
    onTestFinished(() => void service.process.kill('SIGKILL'));
    return service;
  };
  const first = await start();
  const { url } = first;
  const operators = async (...args: readonly string[]) =>
    (await run(process.execPath, ['functions/cli/main.ts', 'operators', ...args, '--url', url])).stdout;
  const askForToken = (id: string, secret: string) =>
    fetch(`${url}/oauth2/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
  const check = async (token: string) => {
    const response = await fetch(`${url}/v1/checks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(CHECK),
    });
    await response.body?.cancel();
    return response.status;
  };

  const added = await operators('add', 'east-rail', '--scopes', 'check:rail');
  const [, id = ''] = /^client id +(\S+)$/m.exec(added) ?? [];
  const [, secret = ''] = /^client secret +(\S+)$/m.exec(added) ?? [];
  const { access_token: token } = (await (await askForToken(id, secret)).json()) as { access_token: string };
  expect(await check(token)).toBe(200);

  await first.end('SIGTERM');
  await start();
  expect(await check(token)).toBe(200);
  expect((await askForToken(id, secret)).status).toBe(200);

  await operators('remove', 'east-rail');
  expect((await askForToken(id, secret)).status).toBe(401);
  const removedAt = performance.now();
  await expect.poll(() => check(token), { timeout: 40_000, interval: 500 }).toBe(401);
  expect(performance.now() - removedAt).toBeLessThan(31_000);
  expect(await operators('list')).not.toContain('east-rail');
}, 90_000);
