import {
  type CheckpointDependencies,
  type CheckpointReport,
  writeCheckpoint,
} from '../../shared/audit/write-checkpoint.ts';
import type { Clock } from '../../shared/contracts/clock.ts';
import type { Logger } from '../../shared/runtime/log.ts';
import type { Metrics } from '../../shared/runtime/metrics.ts';

export interface AuditCheckpointsDependencies extends CheckpointDependencies {
  readonly logger: Logger;
  /** Nothing is measured without it. */
  readonly metrics?: Metrics;
  readonly clock: Clock;
}

/**
 * Writes one signed checkpoint of the audit chains for each invocation; the event that invokes it says nothing.
 *
 * The handler rejects when none could be written, so that the platform counts and repeats it.
 */
export function createAuditCheckpointsHandler(
  deps: AuditCheckpointsDependencies,
): () => Promise<CheckpointReport> {
  const { logger, clock, metrics } = deps;
  return async () => {
    try {
      const report = await writeCheckpoint(deps, clock.wallMs());
      const { broken, forged } = report;
      if (broken.length > 0 || forged) logger.error('audit.chain-broken', { chains: broken, forged });
      logger.info('audit.checkpoint-written', { name: report.name, entries: report.entries });
      metrics?.add('AuditCheckpoints');
      metrics?.level('AuditEntries', report.entries);
      metrics?.add('AuditChainsBroken', broken.length + (forged ? 1 : 0));
      metrics?.write();
      return report;
    } catch (error) {
      logger.error('audit.checkpoint-failed', { error });
      throw error;
    }
  };
}
