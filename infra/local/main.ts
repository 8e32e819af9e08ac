import { CannotStart } from './data-folder.ts';
import type { LocalLogger } from './log-codes.ts';
import { createService, type Service } from './service.ts';
import { readSettings } from './settings.ts';
import { createStderrLogger } from './stderr-log.ts';
import { welcome } from './welcome.ts';

/** After this time an orderly end is given up; what was acknowledged is on disk anyway. */
const STOP_WITHIN_MS = 8_000;
/** Ctrl-C reaches this process twice under npm: from the terminal and passed on by npm. That is one wish, not two. */
const SAME_WISH_MS = 500;
const PARENT_CHECK_MS = 200;

try {
  const logger = createStderrLogger(process.env.LOG_LEVEL || undefined);
  const service = createService(readSettings(process.env), logger);
  endOnSignals(service, logger);
  const started = await service.start();
  process.stdout.write(welcome(started));
} catch (error) {
  // Stopped in the middle of the start: the signal's handler ends the process.
  if (!isAborted(error)) giveUp(error);
}

function endOnSignals(service: Service, logger: LocalLogger): void {
  let stoppingSince: number | undefined;
  const onSignal = async (): Promise<void> => {
    if (stoppingSince !== undefined) {
      if (performance.now() - stoppingSince > SAME_WISH_MS) process.exit(1);
      return;
    }
    stoppingSince = performance.now();
    setTimeout(() => {
      logger.warn('local.stopped-early');
      process.exit(0);
    }, STOP_WITHIN_MS);
    await service.stop();
    process.stdout.write('Stopped.\n');
    process.exit(0);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  onParentGone(onSignal);
  process.on('uncaughtException', (error) => {
    // An engine that is being closed under a read that nobody waits for any more throws where nobody can catch it.
    logger.error('local.crashed', { error });
    if (stoppingSince === undefined) process.exit(1);
  });
}

/**
 * npm runs us by way of a shell, and a SIGTERM that it passes on ends many a shell but not us. Left alone, we would hold
 * the port for ever. Without npm in between, outliving one's parent is what `nohup` and the like are for.
 */
function onParentGone(then: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    then();
  }, PARENT_CHECK_MS);
  timer.unref();
}

function isAborted(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function giveUp(error: unknown): never {
  if (error instanceof CannotStart) process.stderr.write(`${error.message}\n`);
  else console.error('The service could not start:', error);
  process.exit(1);
}
