import { handleOnLambda } from '../../shared/adapters/http/lambda-entry.ts';
import { createJsonLogger } from '../../shared/runtime/json-log.ts';
import { wrapHandler } from '../../shared/runtime/lambda.ts';
import { createRegistryApp } from './app.ts';
import { createRegistryDependencies } from './dependencies.ts';

const logger = createJsonLogger('registry-api');

/** Lambda entry: API Gateway HTTP API events, payload format 2.0. */
export const handler = wrapHandler(
  handleOnLambda(createRegistryApp(createRegistryDependencies(process.env, logger))),
  {
    logger,
  },
);
