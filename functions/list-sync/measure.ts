import type { Applied } from '../../shared/orders/apply.ts';
import type { QueuedChange } from '../../shared/orders/ports.ts';
import type { CountName } from '../../shared/runtime/metric-names.ts';
import type { Metrics } from '../../shared/runtime/metrics.ts';

const OUTCOMES: Readonly<Record<Applied['kind'], CountName>> = {
  applied: 'ChangesApplied',
  superseded: 'ChangesSuperseded',
  rejected: 'ChangesRejected',
  failed: 'ChangesFailed',
};

/** Counts what became of a batch, and how long after its acceptance each change that was applied has its effect. */
export function measureApplied(
  changes: readonly QueuedChange[],
  outcomes: readonly Applied[],
  metrics: Metrics,
): void {
  for (const [index, { change }] of changes.entries()) {
    const outcome = outcomes[index] as Applied;
    metrics.add(OUTCOMES[outcome.kind]);
    if (outcome.kind !== 'applied') continue;
    metrics.measure(
      change.terms.status === 'active' ? 'ImpositionDelay' : 'ReleaseDelay',
      outcome.effectiveAtMs - change.acceptedAtMs,
    );
  }
  metrics.write();
}
