import type { ClientClock, RecheckQueue } from '../../../../shared/client/index.ts';
import type { OutcomeOutbox } from '../common/outcome-outbox.ts';
import { unhandled } from '../common/unhandled.ts';
import type { OpenCases } from './open-cases.ts';

export interface NightWatchParts {
  readonly clock: Pick<ClientClock, 'after'>;
  readonly everyMs: number;
  readonly rechecks: RecheckQueue;
  readonly outcomes: OutcomeOutbox;
  readonly cases: OpenCases;
  readonly tellDesk: (text: string) => void;
  /** Told of what has to be put right, such as credentials that are rejected. */
  readonly onFault: (fault: unknown) => void;
}

/** Asks again, at intervals, about guests who were let in while nobody could tell. */
export function startNightWatch(parts: NightWatchParts): { stop(): void } {
  const { clock, everyMs, rechecks, outcomes, cases, tellDesk, onFault } = parts;

  async function round(): Promise<void> {
    await outcomes.flush();
    const { rechecks: done, stoppedBy } = await rechecks.recheckAll();
    if (stoppedBy !== undefined) onFault(stoppedBy);
    for (const recheck of done) {
      const stayId = recheck.label;
      if (recheck.kind === 'invalid') {
        tellDesk(`Stay ${stayId}: scan the documents again, a number cannot be right.`);
        continue;
      }
      for (const result of recheck.check.results) {
        switch (result.decision) {
          case 'allow':
            outcomes.report([result], 'sold');
            break;
          case 'deny':
            cases.open({ stayId, denied: result, when: 'late' });
            tellDesk(
              `Stay ${stayId}, ${result.ref}: speak with the guest in private. The room stays the guest's.`,
            );
            break;
          case 'verify-identity':
            tellDesk(`Stay ${stayId}, ${result.ref}: look at the document again when the guest comes by.`);
            break;
          case 'undetermined':
            break; // Stays in the queue.
          default:
            unhandled(result);
        }
      }
    }
  }

  let cancel: () => void;
  const wait = (): void => {
    cancel = clock.after(everyMs, () => {
      wait();
      round().catch(onFault);
    });
  };
  wait();
  return { stop: () => cancel() };
}
