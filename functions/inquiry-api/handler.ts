import { handleOnLambda } from '../../shared/adapters/http/lambda-entry.ts';
import { createJsonLogger } from '../../shared/runtime/json-log.ts';
import { wrapHandler } from '../../shared/runtime/lambda.ts';
import { createInquiryApp } from './app.ts';
import { createInquiryDependencies } from './dependencies.ts';

const logger = createJsonLogger('inquiry-api');

/** Lambda entry: API Gateway HTTP API events, payload format 2.0. */
export const handler = wrapHandler(
  handleOnLambda(createInquiryApp(createInquiryDependencies(process.env, logger))),
  {
    logger,
  },
);
