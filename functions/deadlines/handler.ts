import { createJsonLogger } from '../../shared/runtime/json-log.ts';
import { wrapHandler } from '../../shared/runtime/lambda.ts';
import { createDeadlinesHandler } from './app.ts';
import { createDeadlinesDependencies } from './dependencies.ts';

const logger = createJsonLogger('deadlines');

/** Lambda entry: a schedule of EventBridge, whose event is not looked at. */
export const handler = wrapHandler(createDeadlinesHandler(createDeadlinesDependencies(process.env, logger)), {
  logger,
});
