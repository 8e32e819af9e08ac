import { createJsonLogger } from '../../shared/runtime/json-log.ts';
import { wrapHandler } from '../../shared/runtime/lambda.ts';
import { createListSyncHandler } from './app.ts';
import { createListSyncDependencies } from './dependencies.ts';

const logger = createJsonLogger('list-sync');

/** Lambda entry: batches of either queue, with partial batch responses. */
export const handler = wrapHandler(createListSyncHandler(createListSyncDependencies(process.env, logger)), {
  logger,
});
