import { type BuildOptions, type BuildReport, buildSnapshot } from '../../shared/filter/builder.ts';
import type { Logger } from '../../shared/runtime/log.ts';
import type { Metrics } from '../../shared/runtime/metrics.ts';

export interface FilterBuilderDependencies
  extends Omit<BuildOptions, 'secretVersion' | 'required' | 'signal'> {
  readonly logger: Logger;
  /** Nothing is measured without it. */
  readonly metrics?: Metrics;
  /** Versions of the secret under which every listed order has its keys. Asked before each build begins. */
  readonly secretVersion: () => Promise<string>;
}

/**
 * Builds and publishes one snapshot for each invocation; the event that invokes it says nothing.
 *
 * The handler rejects when the build fails, so that the platform counts and repeats it; what was published before
 * stays in use.
 */
export function createFilterBuilderHandler(deps: FilterBuilderDependencies): () => Promise<BuildReport> {
  const { logger, metrics, secretVersion, ...ports } = deps;
  return async () => {
    try {
      const report = await buildSnapshot({ ...ports, secretVersion: await secretVersion() });
      logger.info(report.kind === 'published' ? 'snapshot.built' : 'snapshot.superseded', { ...report });
      if (metrics) measure(report, metrics);
      return report;
    } catch (error) {
      logger.error('snapshot.build-failed', { error });
      throw error;
    }
  };
}

function measure(report: BuildReport, metrics: Metrics): void {
  metrics.add('SnapshotsBuilt', report.kind === 'published' ? 1 : 0);
  metrics.level('SnapshotBuildTime', report.seconds);
  metrics.level('SnapshotKeys', report.keys);
  metrics.level('SnapshotBytes', report.fileBytes);
  metrics.level('SnapshotFalsePositiveRate', report.measuredFalsePositiveRate);
  metrics.write();
}
