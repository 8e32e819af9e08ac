import { handle } from 'hono/aws-lambda';
import { createJsonLogger } from '../../shared/runtime/json-log.ts';
import { wrapHandler } from '../../shared/runtime/lambda.ts';
import { createRegistryApp } from './app.ts';
import { createRegistryDependencies } from './dependencies.ts';

const logger = createJsonLogger('registry-api');

/** Lambda entry: API Gateway HTTP API events, payload format 2.0. */
export const handler = wrapHandler(
  handle(createRegistryApp(createRegistryDependencies(process.env, logger))),
  {
    logger,
  },
);
