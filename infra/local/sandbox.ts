import { createSandboxHandler } from '../../functions/sandbox/app.ts';
import { createSandboxDependencies } from '../../functions/sandbox/dependencies.ts';
import type { LocalLogger } from './log-codes.ts';
import { startTimer } from './timer.ts';

/** After the ready line, and after what whoever waited for it does first. */
const FIRST_AFTER_MS = 1_500;
/** Four times as often as when deployed: whoever tries a release at a desk sits and waits for it. */
const EVERY_SECONDS = 15;

/** Does what the schedule does that runs the keeper of the sandbox. To be started when all else is ready. */
export function startSandbox(
  environment: Readonly<Record<string, string>>,
  logger: LocalLogger,
): { stop(): Promise<void> } {
  const timer = startTimer({
    run: createSandboxHandler(createSandboxDependencies(environment, logger)),
    everySeconds: EVERY_SECONDS,
    onFailure: (error) => logger.error('runtime.failed', { error }),
  });
  const first = setTimeout(() => void timer.runNow(), FIRST_AFTER_MS);
  return {
    async stop() {
      clearTimeout(first);
      await timer.stop();
    },
  };
}
