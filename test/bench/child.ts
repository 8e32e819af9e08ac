import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process of this benchmark that sends one message when it is ready. Messages are of the child's making. */
export interface Child<Ready> {
  readonly ready: Ready;
  /** Sends a message and waits for the next one that comes back. */
  ask(message: object): Promise<unknown>;
  stop(): Promise<void>;
}

/**
 * @param url of the child's source
 * @throws Error if it ends before it is ready, or while it is asked
 */
export async function startChild<Ready>(url: URL, args: readonly string[] = []): Promise<Child<Ready>> {
  const child = fork(fileURLToPath(url), args, {
    // Standard output belongs to the result.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
  });
  const ready = (await nextMessage(child)) as Ready;
  return {
    ready,
    ask(message) {
      child.send(message);
      return nextMessage(child);
    },
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error('a process of the benchmark ended too early'));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message);
    });
  });
}
