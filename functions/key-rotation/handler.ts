import { createJsonLogger } from '../../shared/runtime/json-log.ts';
import { wrapHandler } from '../../shared/runtime/lambda.ts';
import { createKeyRotationHandler } from './app.ts';
import { createKeyRotationDependencies } from './dependencies.ts';

const logger = createJsonLogger('key-rotation');

/** Lambda entry: invoked by an operator with `{"command": …}`; nothing else invokes it. */
export const handler = wrapHandler(
  createKeyRotationHandler(createKeyRotationDependencies(process.env, logger)),
  { logger },
);
