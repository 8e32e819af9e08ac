import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import { freePort, type RunningService, startService } from '../support/running-service.ts';
import { clientOf } from './service-client.ts';

const run = promisify(execFile);
const README = readFileSync(new URL('../../shared/sandbox/README.md', import.meta.url), 'utf8');

/** The commands of the README, for a service at this address. */
function commandsFor(url: string): readonly string[] {
  return [...README.matchAll(/^```sh\n(TOKEN=[\s\S]*?)^```$/gm)].map(([, block]) =>
    (block ?? '').replaceAll('http://127.0.0.1:8787', url),
  );
}

async function paste(command: string | undefined): Promise<unknown> {
  const { stdout } = await run('bash', ['-c', command ?? '']);
  return JSON.parse(stdout);
}

async function start(env: Record<string, string> = {}): Promise<RunningService> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'consumption-check-sandbox-'));
  const service = await startService({ dataFolder, port: await freePort(), env });
  onTestFinished(() => {
    service.process.kill('SIGKILL');
    rmSync(dataFolder, { recursive: true, force: true, maxRetries: 3 });
  });
  return service;
}

/** The program of the README, for a service at this address, with the client as it stands here. */
async function runProgram(url: string, folder: string): Promise<string> {
  const [, program] = /^```ts\n([\s\S]*?)^```$/m.exec(README) ?? [];
  const file = join(folder, 'try.ts');
  const client = new URL('../../shared/client/index.ts', import.meta.url).href;
  writeFileSync(
    file,
    (program ?? '')
      .replaceAll('http://127.0.0.1:8787', url)
      .replaceAll("'consumption-check/client'", JSON.stringify(client)),
  );
  const { stdout } = await run(process.execPath, [file]);
  return stdout;
}

test('what the README shows, pasted as it is, comes to what it says', async () => {
  const service = await start();
  const [air, name, ...others] = commandsFor(service.url);
  expect(others).toEqual([]);
  await vi.waitFor(
    async () => {
      expect(await paste(air)).toMatchObject({ results: [{ ref: 'p1', decision: 'deny' }] });
      expect(await paste(name)).toMatchObject({ results: [{ ref: 'p1', decision: 'verify-identity' }] });
    },
    { timeout: 20_000, interval: 500 },
  );
  expect(service.stderr()).toBe('');
  const folder = mkdtempSync(join(tmpdir(), 'consumption-check-program-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  expect(await runProgram(service.url, folder)).toBe('undetermined\n');
  expect(service.stderr()).toContain('"code":"check.undetermined"');
  const { code, tookMs } = await service.end('SIGTERM');
  expect(code).toBe(0);
  expect(tookMs).toBeLessThan(10_000);
}, 60_000);

test('ended while the keeper is at its first run, the service ends in an orderly way and says nothing', async () => {
  const service = await start();
  await new Promise((resolve) => setTimeout(resolve, 1_520));
  expect((await service.end('SIGTERM')).code).toBe(0);
  expect(service.stderr()).toBe('');
}, 60_000);

test('without the sandbox its subjects are people like any other', async () => {
  const service = await start({ SANDBOX: 'off' });
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  const air = await clientOf(service.url, 'demo-air');
  const numbers = [...README.matchAll(/^\| `(\d{17}[\dX])`/gm)].map(([, number]) => number);
  const { body } = await air.post('/v1/checks', {
    purchase: { sector: 'air', flight: 'CA1234', cabin: 'Y' },
    subjects: numbers.map((number, index) => ({
      ref: `p${index}`,
      documents: [{ type: 'resident-id', number }],
    })),
  });
  expect(body).toMatchObject({
    results: numbers.map((_, index) => ({ ref: `p${index}`, decision: 'allow' })),
  });
}, 60_000);
