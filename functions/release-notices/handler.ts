import { createJsonLogger } from '../../shared/runtime/json-log.ts';
import { wrapHandler } from '../../shared/runtime/lambda.ts';
import { createReleaseNoticesHandler } from './app.ts';
import { createReleaseNoticesDependencies } from './dependencies.ts';

const logger = createJsonLogger('release-notices');

/** Lambda entry: batches of the queue of notices, with partial batch responses, and a schedule for the sweep. */
export const handler = wrapHandler(
  createReleaseNoticesHandler(createReleaseNoticesDependencies(process.env, logger)),
  { logger },
);
