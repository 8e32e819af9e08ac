import { createCheckApp } from '../../../functions/check-api/app.ts';
import { createCheckDependencies } from '../../../functions/check-api/dependencies.ts';
import { handleOnLambda } from '../../../shared/adapters/http/lambda-entry.ts';
import { createJsonLogger } from '../../../shared/runtime/json-log.ts';
import { wrapHandler } from '../../../shared/runtime/lambda.ts';

/**
 * What the check function's `handler.ts` does when it is loaded, as a function, so that wiring has a time of its own.
 * `early` begins to fetch secret and filter at once instead of in the first check.
 */
export function wire(early: boolean) {
  const logger = createJsonLogger('check-api');
  const deps = createCheckDependencies(process.env, logger);
  if (early) deps.followerStatus().catch(() => {});
  return {
    handler: wrapHandler(handleOnLambda(createCheckApp(deps)), { logger }),
    /** Waits until the filter may be used. */
    ready: async () => (await deps.followerStatus())?.usable === true,
  };
}
