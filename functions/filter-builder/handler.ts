import { createJsonLogger } from '../../shared/runtime/json-log.ts';
import { wrapHandler } from '../../shared/runtime/lambda.ts';
import { createFilterBuilderHandler } from './app.ts';
import { createFilterBuilderDependencies } from './dependencies.ts';

const logger = createJsonLogger('filter-builder');

/** Lambda entry: a schedule of EventBridge, whose event is not looked at. */
export const handler = wrapHandler(
  createFilterBuilderHandler(createFilterBuilderDependencies(process.env, logger)),
  {
    logger,
  },
);
