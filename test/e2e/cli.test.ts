import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import { freePort, startService } from '../support/running-service.ts';
import { clientOf } from './service-client.ts';

const ROOT = join(import.meta.dirname, '../..');
const MAIN = 'functions/cli/main.ts';
const run = promisify(execFile);

function importing(path: string, url: string): ChildProcess {
  const args = [MAIN, 'import', path, '--url', url, '--concurrency', '1'];
  return spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function textOf(child: ChildProcess): Promise<{ code: number | null; text: string }> {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (part) => {
      text += part;
    });
  }
  const [code] = await once(child, 'close');
  return { code: code as number | null, text };
}

/** A national file in small. */
test('an import that Ctrl-C interrupts goes on with the same command, and its orders are applied', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'consumption-check-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  const service = await startService({
    dataFolder: join(folder, 'data'),
    port: await freePort(),
    env: { DEMO_DATA: 'off' },
  });
  onTestFinished(() => void service.process.kill('SIGKILL'));

  const path = join(folder, 'orders.jsonl');
  const { stdout } = await run(process.execPath, [MAIN, 'generate', '--orders', '760', '--seed', '4'], {
    cwd: ROOT,
    maxBuffer: 10_000_000,
  });
  writeFileSync(path, stdout);

  const first = importing(path, service.url);
  const firstEnd = textOf(first);
  await vi.waitUntil(() => existsSync(`${path}.checkpoint.json`), { timeout: 30_000, interval: 5 });
  first.kill('SIGINT');
  const interrupted = await firstEnd;
  expect(interrupted).toMatchObject({ code: 3, text: expect.stringContaining('goes on from there') });
  const { line } = JSON.parse(readFileSync(`${path}.checkpoint.json`, 'utf8'));
  expect(line).toBeGreaterThan(0);
  expect(line).toBeLessThan(760);

  const second = await textOf(importing(path, service.url));
  expect(second).toMatchObject({ code: 0, text: expect.stringContaining('760 accepted, 0 rejected') });
  expect(second.text).toContain(`Went on after line ${line}`);
  expect(existsSync(`${path}.checkpoint.json`)).toBe(false);

  const court = await clientOf(service.url, 'demo-court');
  await vi.waitUntil(async () => (await court.get('/v1/orders/synthetic-4-0')).status === 200, {
    timeout: 60_000,
    interval: 200,
  });
}, 120_000);
