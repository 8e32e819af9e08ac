import { setTimeout as pause } from 'node:timers/promises';
import type { SQSBatchResponse } from 'aws-lambda';
import { createAuditCheckpointsHandler } from '../../functions/audit-checkpoints/app.ts';
import { createAuditCheckpointsDependencies } from '../../functions/audit-checkpoints/dependencies.ts';
import { createDeadlinesHandler } from '../../functions/deadlines/app.ts';
import { createDeadlinesDependencies } from '../../functions/deadlines/dependencies.ts';
import { createFilterBuilderHandler } from '../../functions/filter-builder/app.ts';
import { createFilterBuilderDependencies } from '../../functions/filter-builder/dependencies.ts';
import { createListSyncHandler } from '../../functions/list-sync/app.ts';
import { createListSyncDependencies } from '../../functions/list-sync/dependencies.ts';
import { createReleaseNoticesHandler } from '../../functions/release-notices/app.ts';
import { createReleaseNoticesDependencies } from '../../functions/release-notices/dependencies.ts';
import { createDynamoDbChangeLog } from '../../shared/adapters/dynamodb/change-log.ts';
import { CHAIN_NUMBERS } from '../../shared/audit/chains.ts';
import { createSqsClient } from '../../shared/runtime/aws-clients.ts';
import { startAuditCheckpointTimer } from './audit-checkpoint-timer.ts';
import type { Endpoints } from './engines.ts';
import { startFilterBuilderTimer } from './filter-builder-timer.ts';
import type { LocalLogger } from './log-codes.ts';
import { type QueuePollerOptions, startQueuePoller } from './queue-poller.ts';
import type { ResourceClients, Resources } from './resources.ts';
import type { Settings } from './settings.ts';
import { startTimer, type Timer } from './timer.ts';

export interface WorkersOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly endpoints: Endpoints;
  readonly resources: Resources;
  readonly clients: ResourceClients;
  readonly settings: Pick<Settings, 'region' | 'filterBuildSeconds'>;
  readonly logger: LocalLogger;
}

export interface Workers {
  readonly filterBuilder: Timer;
  /** Outlives the others, so that its last run sees what they did. */
  readonly auditCheckpoints: Timer;
  /** Takes nothing new and resolves when what is at work is done; the audit checkpoints go on. */
  stop(): Promise<void>;
}

/** Large batches, since each appends its keys to the log in one entry; releases have a queue and a poller of their own. */
const IMPOSITION_BATCH_SIZE = 100;
const IMPOSITION_BATCHES = 2;
/** A batch takes as long as its slowest receiver, and the others must not wait for it. */
const NOTICE_BATCHES = 8;

/** How long stopping waits for receivers. What is cut off is not lost: the sweep of a later run sends it again. */
const DELIVERY_GRACE_MS = 1_500;

/** More often than when deployed, where runs cost money: whoever tries something sees what comes of it. */
const DEADLINES_EVERY_SECONDS = 60;
const NOTICE_SWEEP_EVERY_SECONDS = 60;
const AUDIT_CHECKPOINT_EVERY_SECONDS = 600;

/** What works without anybody waiting for it: the consumers of the queues, and what schedules invoke when deployed. */
export function startWorkers(options: WorkersOptions): Workers {
  const { environment, endpoints, resources, clients, settings, logger } = options;
  const { region } = settings;
  const onFailure = (error: unknown) => logger.error('runtime.failed', { error });
  const applyChanges = createListSyncHandler(createListSyncDependencies(environment, logger));
  const deliverNotices = createReleaseNoticesHandler(createReleaseNoticesDependencies(environment, logger));
  const lookAfterDeadlines = createDeadlinesHandler(createDeadlinesDependencies(environment, logger));

  const client = createSqsClient({ region, endpoint: endpoints.sqs, profile: 'long-poll' });
  const poll = (polling: Pick<QueuePollerOptions, 'queue' | 'handler'> & Partial<QueuePollerOptions>) =>
    startQueuePoller({ client, logger, ...polling });
  const filterBuilder = startFilterBuilder();
  const notices = poll({
    queue: resources.notices,
    // Given messages it answers for them; only the sweep answers something else.
    handler: async (event) => (await deliverNotices(event)) as SQSBatchResponse,
    concurrentBatches: NOTICE_BATCHES,
  });
  const others = [
    poll({
      queue: resources.impositions,
      handler: applyChanges,
      batchSize: IMPOSITION_BATCH_SIZE,
      concurrentBatches: IMPOSITION_BATCHES,
    }),
    poll({ queue: resources.releases, handler: applyChanges }),
    startTimer({ run: () => deliverNotices({}), everySeconds: NOTICE_SWEEP_EVERY_SECONDS, onFailure }),
    startTimer({ run: lookAfterDeadlines, everySeconds: DEADLINES_EVERY_SECONDS, onFailure }),
    filterBuilder,
  ];
  return {
    filterBuilder,
    auditCheckpoints: startAuditCheckpoints(),
    async stop() {
      await Promise.all([
        Promise.race([notices.stop(), pause(DELIVERY_GRACE_MS, undefined, { ref: false })]),
        ...others.map((one) => one.stop()),
      ]);
    },
  };

  function startFilterBuilder(): Timer {
    const build = createFilterBuilderHandler(createFilterBuilderDependencies(environment, logger));
    const log = createDynamoDbChangeLog({ client: clients.dynamodb, tableName: resources.tableName });
    return startFilterBuilderTimer({
      build: () => build(),
      head: () => log.head(),
      everySeconds: settings.filterBuildSeconds,
      onFailure,
    });
  }

  function startAuditCheckpoints(): Timer {
    const deps = createAuditCheckpointsDependencies(environment, logger);
    return startAuditCheckpointTimer({
      write: createAuditCheckpointsHandler(deps),
      size: async () => {
        const heads = await Promise.all(CHAIN_NUMBERS.map((chain) => deps.entries.head(chain)));
        return heads.reduce((sum, { seq }) => sum + seq, 0);
      },
      everySeconds: AUDIT_CHECKPOINT_EVERY_SECONDS,
      onFailure,
    });
  }
}
