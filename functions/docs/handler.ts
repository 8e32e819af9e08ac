import { handleOnLambda } from '../../shared/adapters/http/lambda-entry.ts';
import { createJsonLogger } from '../../shared/runtime/json-log.ts';
import { wrapHandler } from '../../shared/runtime/lambda.ts';
import { createDocsApp } from './app.ts';
import { createDocsDependencies } from './dependencies.ts';

const logger = createJsonLogger('docs');

/** Lambda entry: events of the gateway for everybody. */
export const handler = wrapHandler(
  handleOnLambda(createDocsApp(createDocsDependencies(process.env, logger))),
  {
    logger,
  },
);
