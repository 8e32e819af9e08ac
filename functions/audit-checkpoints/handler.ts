import { createJsonLogger } from '../../shared/runtime/json-log.ts';
import { wrapHandler } from '../../shared/runtime/lambda.ts';
import { createAuditCheckpointsHandler } from './app.ts';
import { createAuditCheckpointsDependencies } from './dependencies.ts';

const logger = createJsonLogger('audit-checkpoints');

/** Lambda entry: a schedule of EventBridge, whose event is not looked at. */
export const handler = wrapHandler(
  createAuditCheckpointsHandler(createAuditCheckpointsDependencies(process.env, logger)),
  {
    logger,
  },
);
