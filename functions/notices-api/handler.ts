import { handleOnLambda } from '../../shared/adapters/http/lambda-entry.ts';
import { createJsonLogger } from '../../shared/runtime/json-log.ts';
import { wrapHandler } from '../../shared/runtime/lambda.ts';
import { createNoticesApp } from './app.ts';
import { createNoticesApiDependencies } from './dependencies.ts';

const logger = createJsonLogger('notices-api');

/** Lambda entry: API Gateway HTTP API events, payload format 2.0. */
export const handler = wrapHandler(
  handleOnLambda(createNoticesApp(createNoticesApiDependencies(process.env, logger))),
  { logger },
);
