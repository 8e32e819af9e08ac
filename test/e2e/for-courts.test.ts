import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import { freePort, startService } from '../support/running-service.ts';
import { clientOf, type ServiceClient } from './service-client.ts';

const GUIDE = readFileSync(join(import.meta.dirname, '../../functions/registry-api/for-courts.md'), 'utf8');
const run = promisify(execFile);

interface Step {
  readonly command: string;
  /** As the guide shows it; undefined where it shows what an answer may look like (`jsonc`). */
  readonly answer: unknown;
}

/** The commands of the guide in their sequence, each with the answer that follows it; the first prepares the shell. */
function readGuide(): { readonly prepare: string; readonly steps: readonly Step[] } {
  const blocks = [...GUIDE.matchAll(/^```(sh|json|jsonc)\n([\s\S]*?)^```$/gm)].map(
    ([, language, text]) => [language as string, text as string] as const,
  );
  const [first, ...others] = blocks;
  const steps = others.flatMap(([language, command], index) => {
    if (language !== 'sh') return [];
    const [kind, shown] = others[index + 1] ?? ['none', ''];
    if (kind === 'sh' || kind === 'none') throw new Error(`The guide shows no answer to: ${command}`);
    return [{ command, answer: kind === 'json' ? JSON.parse(shown) : undefined }];
  });
  return { prepare: first?.[1] as string, steps };
}

/** What was left out of an answer, `…`, may be anything. */
function withGaps(shown: unknown): unknown {
  if (typeof shown === 'string') {
    if (!shown.includes('…')) return shown;
    const parts = shown.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return expect.stringMatching(new RegExp(`^${parts.join('.*')}$`));
  }
  if (Array.isArray(shown)) return shown.map(withGaps);
  if (typeof shown !== 'object' || shown === null) return shown;
  return Object.fromEntries(Object.entries(shown).map(([name, value]) => [name, withGaps(value)]));
}

function isQuestion(command: string): boolean {
  return !command.includes(' -d ');
}

/** A reader goes on when a receipt says that the change is applied. */
async function untilApplied(answer: unknown, court: ServiceClient): Promise<void> {
  const { results = [], ...one } = answer as { results?: { status?: string; changeId?: string }[] };
  const taken = [one as { status?: string; changeId?: string }, ...results].filter(
    ({ status }) => status === 'queued' || status === 'accepted',
  );
  for (const { changeId } of taken) {
    await vi.waitFor(async () => {
      const { body } = await court.get(`/v1/list-changes/${changeId}`);
      expect(body).toMatchObject({ status: 'applied' });
    }, 15_000);
  }
}

test('every command of the guide for courts, pasted in its sequence, is answered as the guide says', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'consumption-check-courts-'));
  const service = await startService({
    dataFolder: join(folder, 'data'),
    port: await freePort(),
    env: { DEMO_DATA: 'off' },
  });
  onTestFinished(() => {
    service.process.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  const court = await clientOf(service.url, 'demo-court');
  const { prepare, steps } = readGuide();
  expect(steps.length).toBeGreaterThan(20);

  for (const { command, answer } of steps) {
    const script = `${prepare}\n${command}`.replaceAll('http://127.0.0.1:8787', service.url);
    const paste = async (): Promise<unknown> => {
      const { stdout } = await run('bash', ['-c', script], { cwd: folder });
      const given: unknown = JSON.parse(stdout);
      if (answer === undefined) expect(given, command).not.toHaveProperty('type');
      else expect(given, command).toMatchObject(withGaps(answer) as object);
      return given;
    };
    // Who asks what became of something asks again; who does something does it once.
    const given = isQuestion(command)
      ? await vi.waitFor(paste, { timeout: 15_000, interval: 500 })
      : await paste();
    await untilApplied(given, court);
  }
}, 120_000);
