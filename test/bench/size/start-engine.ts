import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Starts an engine of this folder in a process of its own, which ends with `stop`, and waits for what it tells. */
export async function startEngine<Told>(script: string): Promise<{ readonly told: Told; stop(): void }> {
  const child = fork(join(import.meta.dirname, script));
  const [told] = (await once(child, 'message')) as [Told];
  return { told, stop: () => child.disconnect() };
}
