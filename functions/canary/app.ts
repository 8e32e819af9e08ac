import type { Clock } from '../../shared/contracts/clock.ts';
import type { Logger } from '../../shared/runtime/log.ts';
import type { Metrics } from '../../shared/runtime/metrics.ts';
import { type CanaryOutcome, type RunCanaryDependencies, runCanary } from './run-canary.ts';
import type { ServiceApi } from './service-api.ts';
import { type Series, turnAt } from './turn.ts';

export interface CanaryDependencies extends Pick<RunCanaryDependencies, 'wait'> {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly series: Series;
  /** A client for one run, with the time that one run has. */
  readonly newApi: () => ServiceApi;
  readonly newMark: () => number;
}

/** What a run came to; why it failed is in the log. */
export type CanaryReport = CanaryOutcome | { readonly kind: 'failed' };

/**
 * One run of the canary for each invocation; the event of the schedule says nothing.
 *
 * A run that fails is logged and counted and does not reject. What failed is the service, not this function, and a
 * function whose invocations fail cannot be deployed: its new version would be taken back.
 */
export function createCanaryHandler(deps: CanaryDependencies): () => Promise<CanaryReport> {
  const { logger, metrics, clock } = deps;
  return async () => {
    const turn = turnAt(deps.series, clock.wallMs());
    try {
      const outcome = await runCanary(turn, {
        api: deps.newApi(),
        clock,
        wait: deps.wait,
        mark: deps.newMark(),
      });
      if (outcome.kind === 'done') tell(outcome, turn.orderId, deps);
      return outcome;
    } catch (error) {
      logger.error('canary.failed', { orderId: turn.orderId, error });
      metrics.add('CanaryFailures');
      return { kind: 'failed' };
    } finally {
      metrics.write();
    }
  };
}

function tell(
  { interceptMs, releaseMs, allowedTooLate, deniedTooLate }: Extract<CanaryOutcome, { kind: 'done' }>,
  orderId: string,
  { logger, metrics }: Pick<CanaryDependencies, 'logger' | 'metrics'>,
): void {
  const seen = { orderId, interceptMs, releaseMs, allowedTooLate, deniedTooLate };
  if (allowedTooLate + deniedTooLate > 0) logger.error('canary.violation', seen);
  else logger.info('canary.passed', seen);
  metrics.add('CanaryRuns');
  metrics.add('CanaryFailures', 0);
  metrics.measure('CanaryInterceptTime', interceptMs);
  metrics.measure('CanaryReleaseTime', releaseMs);
  metrics.add('CanaryInterceptViolations', allowedTooLate);
  metrics.add('CanaryReleaseViolations', deniedTooLate);
}
