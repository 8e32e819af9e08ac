import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../shared/runtime/clock.ts';
import { EXIT } from './exit-codes.ts';
import { runCli } from './run.ts';
import { isReaderGone } from './write-out.ts';

/** Ctrl-C reaches this process twice under npm: from the terminal and passed on by npm. That is one wish, not two. */
const SAME_WISH_MS = 500;

const interruption = new AbortController();
let interruptedAtMs: number | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (interruptedAtMs !== undefined && performance.now() - interruptedAtMs > SAME_WISH_MS) {
      process.exit(EXIT.unfinished);
    }
    interruptedAtMs ??= performance.now();
    interruption.abort();
  });
}
// Nobody reads on (`| head`): what is under way fails with the same error, or has nothing more to say.
process.stdout.on('error', (error) => {
  if (isReaderGone(error)) process.exit(EXIT.done);
  throw error;
});

process.exitCode = await runCli(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  clock: systemClock,
  random: Math.random,
  newId: randomUUID,
  fetch,
  sleep: (ms, signal) => pause(ms, undefined, { signal }),
  interruption: interruption.signal,
});
