import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const READY = /^Ready: (http:\/\/\S+)/m;

export interface RunningService {
  /** Base URL, from the ready line. */
  readonly url: string;
  readonly process: ChildProcess;
  /** From the start of the process to the ready line. */
  readonly readyAfterMs: number;
  stdout(): string;
  stderr(): string;
  /** Sends the signal and waits for the end; `code` is null when the signal itself ended the process. */
  end(signal: NodeJS.Signals): Promise<{ readonly code: number | null; readonly tookMs: number }>;
}

export interface ServiceOptions {
  readonly dataFolder: string;
  readonly port: number;
  readonly env?: Readonly<Record<string, string>>;
  /** What to run; the service itself unless told. */
  readonly command?: readonly [string, ...string[]];
  /** Leads a process group of its own, as a job of an interactive shell does. */
  readonly ownGroup?: boolean;
}

/**
 * Starts the embedded default as a process of its own and waits for its ready line.
 *
 * @throws Error with what the process wrote if it ends before, or is not ready after 20 s.
 */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  const { dataFolder, port, env = {}, ownGroup = false } = options;
  const [command, ...args] = options.command ?? [process.execPath, 'infra/local/main.ts'];
  const startedAt = performance.now();
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, DATA_DIR: dataFolder, PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: ownGroup,
  });
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  let stdout = '';
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ready = new Promise<string>((resolve, reject) => {
    const fail = (what: string): void => reject(new Error(`${what}\n${stdout}\n${stderr}`));
    const timer = setTimeout(() => fail('not ready after 20 s'), 20_000);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      // What follows the ready line is written together with it.
      const url = READY.exec(stdout)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
    ended.then(([code, signal]) => {
      clearTimeout(timer);
      fail(`ended with ${code ?? signal} before it was ready`);
    });
  });
  const url = await ready.catch((error) => {
    child.kill('SIGKILL');
    throw error;
  });
  return {
    url,
    process: child,
    readyAfterMs: performance.now() - startedAt,
    stdout: () => stdout,
    stderr: () => stderr,
    async end(signal) {
      const from = performance.now();
      child.kill(signal);
      const [code] = await ended;
      return { code, tookMs: performance.now() - from };
    },
  };
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
