import { handleOnLambda } from '../../shared/adapters/http/lambda-entry.ts';
import { createJsonLogger } from '../../shared/runtime/json-log.ts';
import { wrapHandler } from '../../shared/runtime/lambda.ts';
import { createCheckApp } from './app.ts';
import { createCheckDependencies } from './dependencies.ts';

const logger = createJsonLogger('check-api');

/** Lambda entry: API Gateway HTTP API events, payload format 2.0. */
export const handler = wrapHandler(
  handleOnLambda(createCheckApp(createCheckDependencies(process.env, logger))),
  {
    logger,
  },
);
