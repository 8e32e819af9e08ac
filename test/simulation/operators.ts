import type { OperatorId } from '../../shared/contracts/ids.ts';
import type { Container } from './container.ts';
import type { CheckCall } from './history.ts';
import type { ContainerName, PlannedEvent, PlannedReport } from './plan.ts';
import type { Site } from './site.ts';

/** An operator that hears nothing for so long reports again. */
const PATIENCE_MS = 5_000;
const LONGEST_WAIT_MS = 30_000;

/** Those who sell: they ask, and report what became of it until they are told that it is noted. */
export interface Operators {
  ask(planned: Extract<PlannedEvent, { kind: 'check' }>): void;
}

export function createOperators(
  { scheduler }: Site,
  containers: ReadonlyMap<ContainerName, Container>,
): Operators {
  const places = [...containers.values()];

  function report(check: CheckCall, outcome: PlannedReport['outcome'], first: number): void {
    let isDone = false;
    const attempt = (attempts: number) => {
      let hasHeard = false;
      const again = (afterMs: number) => {
        if (hasHeard || isDone) return;
        hasHeard = true;
        scheduler.at(scheduler.nowMs() + afterMs, () => attempt(attempts + 1));
      };
      const waitMs = Math.min(LONGEST_WAIT_MS, 1_000 * 2 ** attempts);
      scheduler.at(scheduler.nowMs() + PATIENCE_MS, () => again(waitMs));
      places[(first + attempts) % places.length]?.report({ check, outcome }, (isNoted) => {
        if (isNoted) isDone = true;
        else again(waitMs);
      });
    };
    attempt(0);
  }

  return {
    ask({ container, operator, person, document, purchase, reports }) {
      containers.get(container)?.ask({
        operatorId: operator as OperatorId,
        person,
        document,
        purchase,
        onAnswer(check) {
          for (const { outcome, afterMs } of reports) {
            const first = Math.trunc(afterMs);
            scheduler.at(scheduler.nowMs() + afterMs, () => report(check, outcome, first));
          }
        },
      });
    },
  };
}
