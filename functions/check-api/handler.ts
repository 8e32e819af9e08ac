import { handle } from 'hono/aws-lambda';
import { createJsonLogger } from '../../shared/runtime/json-log.ts';
import { wrapHandler } from '../../shared/runtime/lambda.ts';
import { createCheckApp } from './app.ts';
import { createCheckDependencies } from './dependencies.ts';

const logger = createJsonLogger('check-api');

/** Lambda entry: API Gateway HTTP API events, payload format 2.0. */
export const handler = wrapHandler(handle(createCheckApp(createCheckDependencies(process.env, logger))), {
  logger,
});
