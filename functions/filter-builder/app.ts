import { type BuildOptions, type BuildReport, buildSnapshot } from '../../shared/filter/builder.ts';
import type { Logger } from '../../shared/runtime/log.ts';

export interface FilterBuilderDependencies
  extends Omit<BuildOptions, 'secretVersion' | 'required' | 'signal'> {
  readonly logger: Logger;
  /** Version of the secret under which the listed keys were made. */
  readonly secretVersion: () => Promise<string>;
}

/**
 * Builds and publishes one snapshot for each invocation; the event that invokes it says nothing.
 *
 * The handler rejects when the build fails, so that the platform counts and repeats it; what was published before
 * stays in use.
 */
export function createFilterBuilderHandler(deps: FilterBuilderDependencies): () => Promise<BuildReport> {
  const { logger, secretVersion, ...ports } = deps;
  return async () => {
    try {
      const report = await buildSnapshot({ ...ports, secretVersion: await secretVersion() });
      logger.info(report.kind === 'published' ? 'snapshot.built' : 'snapshot.superseded', { ...report });
      return report;
    } catch (error) {
      logger.error('snapshot.build-failed', { error });
      throw error;
    }
  };
}
