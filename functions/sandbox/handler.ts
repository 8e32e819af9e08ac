import { createJsonLogger } from '../../shared/runtime/json-log.ts';
import { wrapHandler } from '../../shared/runtime/lambda.ts';
import { createSandboxHandler } from './app.ts';
import { createSandboxDependencies } from './dependencies.ts';

const logger = createJsonLogger('sandbox');

/** Lambda entry: a schedule of EventBridge, whose event is not looked at. */
export const handler = wrapHandler(createSandboxHandler(createSandboxDependencies(process.env, logger)), {
  logger,
});
