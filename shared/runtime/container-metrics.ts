import { systemClock } from './clock.ts';
import { createMetrics, type Metrics } from './metrics.ts';

/** The metrics of a running function, which writes them to its standard output. Make them once per container. */
export function createContainerMetrics(
  { METRICS_NAMESPACE: namespace }: { readonly METRICS_NAMESPACE: string | undefined },
  service: string,
): Metrics {
  return createMetrics({ namespace, service, clock: systemClock });
}
