import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoSecret } from '../../../infra/local/demo-clients.ts';
import { createService, type Service } from '../../../infra/local/service.ts';
import { readSettings } from '../../../infra/local/settings.ts';
import { recordingLogger } from '../embedded/recording-logger.ts';

const folder = mkdtempSync(join(tmpdir(), 'smoke-'));
let service: Service;
let url: string;

beforeAll(async () => {
  service = createService(readSettings({ DATA_DIR: folder, PORT: '0' }), recordingLogger());
  url = (await service.start()).url;
}, 30_000);

afterAll(async () => {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function smoke(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const credentials = { CANARY_CLIENT_ID: 'demo-canary', CANARY_CLIENT_SECRET: demoSecret('demo-canary') };
  const running = promisify(execFile)(process.execPath, ['functions/canary/smoke.ts', ...args], {
    cwd: join(import.meta.dirname, '../../..'),
    env: { ...process.env, ...credentials, ...env },
  });
  return await running.then(
    ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
    ({ code, stdout, stderr }) =>
      ({ code, stdout, stderr }) as { code: number; stdout: string; stderr: string },
  );
}

test('a service that works passes the smoke test, which says how long both took', async () => {
  const { code, stdout } = await smoke(['--url', url]);
  expect(stdout).toMatch(
    /^Smoke test passed: imposed and denied after \d+\.\d s, released and allowed after \d+\.\d s\.\n$/,
  );
  expect(code).toBe(0);
}, 60_000);

test.each([
  ['a client that is not known', { CANARY_CLIENT_SECRET: 'wrong' }, /obtaining a token: answered 401\.$/m],
  [
    'a client that may not write for its court',
    { CANARY_CLIENT_ID: 'demo-rail', CANARY_CLIENT_SECRET: demoSecret('demo-rail') },
    /answered 403/,
  ],
])(
  '%s is told at which step it ended',
  async (_, env, message) => {
    const { code, stderr } = await smoke(['--url', url], env);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/999999\d{11}|-secret|wrong/);
  },
  20_000,
);

test('nobody at the address fails it, and no address is a mistake of the command line', async () => {
  expect(await smoke(['--url', 'http://127.0.0.1:9'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('no answer'),
  });
  expect(await smoke([])).toMatchObject({ code: 2, stderr: expect.stringContaining('Usage') });
}, 20_000);
