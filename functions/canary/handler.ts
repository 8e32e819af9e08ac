import { createJsonLogger } from '../../shared/runtime/json-log.ts';
import { wrapHandler } from '../../shared/runtime/lambda.ts';
import { createCanaryHandler } from './app.ts';
import { createCanaryDependencies } from './dependencies.ts';

const logger = createJsonLogger('canary');

/** Lambda entry: a schedule of EventBridge, whose event is not looked at. */
export const handler = wrapHandler(createCanaryHandler(createCanaryDependencies(process.env, logger)), {
  logger,
});
