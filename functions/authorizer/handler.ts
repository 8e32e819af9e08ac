import { createJsonLogger } from '../../shared/runtime/json-log.ts';
import { wrapHandler } from '../../shared/runtime/lambda.ts';
import { createAuthorizer } from './app.ts';
import { createAuthorizerDependencies } from './dependencies.ts';

const logger = createJsonLogger('authorizer');

/** Lambda entry: a Lambda authorizer of an HTTP API, payload format 2.0 with simple responses. */
export const handler = wrapHandler(createAuthorizer(createAuthorizerDependencies(process.env)), { logger });
