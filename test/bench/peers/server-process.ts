import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const READY_WITHIN_MS = 15_000;
const STOPPED_WITHIN_MS = 5_000;
/** Where Debian puts what is not in the path. */
const VERSIONED = '/usr/lib/postgresql';

/** The path of an installed program, or `undefined`. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...versionedFolders()];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function versionedFolders(): readonly string[] {
  try {
    const versions = readdirSync(VERSIONED).sort((a, b) => Number(b) - Number(a));
    return versions.map((version) => join(VERSIONED, version, 'bin'));
  } catch {
    return [];
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The user that a server has to run as which refuses to run as root; `undefined` if there is none. */
export function userNamed(name: string): { readonly uid: number; readonly gid: number } | undefined {
  try {
    const id = (flag: string) =>
      Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

/** A server of somebody else's making that runs until it is stopped, or this process ends. */
export interface ServerProcess {
  /** Repeats something until it succeeds. @throws its last error after 15 s, or when the server has ended. */
  until<T>(connect: () => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

/** @param options such as the user that it has to run as */
export function startServer(
  program: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'uid' | 'gid' | 'cwd'> = {},
): ServerProcess {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'ignore', 'inherit'] });
  const kill = () => void child.kill('SIGKILL');
  // Before the exit of this process removes the folder that it writes to.
  process.prependOnceListener('exit', kill);
  let failed: Error | undefined;
  child.once('error', (error) => {
    failed = error;
  });
  const isRunning = () => failed === undefined && child.exitCode === null && child.signalCode === null;
  return {
    async until(connect) {
      const giveUpAt = performance.now() + READY_WITHIN_MS;
      for (;;) {
        try {
          return await connect();
        } catch (error) {
          if (failed) throw failed;
          if (!isRunning() || performance.now() > giveUpAt) throw error;
          await wait(50);
        }
      }
    },
    async stop() {
      process.off('exit', kill);
      if (isRunning()) await ended(child);
    },
  };
}

/** Asks it to end at once but in order (SIGINT: what both servers take so), and ends it when that takes long. */
async function ended(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGINT');
  const late = setTimeout(() => child.kill('SIGKILL'), STOPPED_WITHIN_MS);
  await exit;
  clearTimeout(late);
}
