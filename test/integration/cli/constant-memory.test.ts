import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../embedded/temporary-folder.ts';

const ROOT = join(import.meta.dirname, '../../..');
const REPORT_MEMORY =
  'data:text/javascript,process.on("exit",()=>process._rawDebug("MAXRSS",process.resourceUsage().maxRSS))';

/** Little room, so that the collector does not leave for later what it could free: the peak is then what is needed. */
const HEAP = ['--max-old-space-size=40', '--max-semi-space-size=4'];

function cli(...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [...HEAP, '--import', REPORT_MEMORY, 'functions/cli/main.ts', ...args], {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

async function ended(child: ChildProcess): Promise<{ code: unknown; peakMb: number; stdout: string }> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (text) => {
    if (stdout.length < 1_000) stdout += text;
  });
  child.stderr?.on('data', (text) => {
    stderr += text;
  });
  const [code] = await once(child, 'close');
  return { code, peakMb: Number(/MAXRSS (\d+)/.exec(stderr)?.[1]) / 1_024, stdout };
}

/** Peak memory of both while one writes so many orders into the other. */
async function peaks(orders: number): Promise<{ generateMb: number; checkMb: number; inputMb: number }> {
  const generate = cli('generate', '--orders', String(orders));
  const check = cli('import', '--check', '-', '--rejections', join(temporaryFolder(), 'rejected.csv'));
  let bytes = 0;
  generate.stdout?.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  generate.stdout?.pipe(check.stdin as NodeJS.WritableStream);
  const [generated, checked] = await Promise.all([ended(generate), ended(check)]);
  expect([generated.code, checked.code]).toEqual([0, 0]);
  expect(checked.stdout).toContain(`${orders.toLocaleString('en-US')} accepted, 0 rejected`);
  return { generateMb: generated.peakMb, checkMb: checked.peakMb, inputMb: bytes / 1_048_576 };
}

test('generating and reading take the same memory however many orders there are', async () => {
  const few = await peaks(8_000);
  const many = await peaks(60_000);
  expect(many.inputMb - few.inputMb).toBeGreaterThan(30);
  expect(many.generateMb - few.generateMb).toBeLessThan(15);
  expect(many.checkMb - few.checkMb).toBeLessThan(15);
}, 60_000);
