import type { Denied, RecheckQueue } from '../../../../shared/client/index.ts';
import type { OutcomeOutbox } from './outcome-outbox.ts';
import { unhandled } from './unhandled.ts';

/** For the service desk: somebody with a ticket to speak to before departure. */
export type Call =
  | { readonly kind: 'offer-refund-or-another-way'; readonly bookingId: string; readonly denied: Denied }
  | { readonly kind: 'see-document'; readonly bookingId: string; readonly ref: string };

export type CallEnd = 'refunded' | 'another-way' | 'travelled';

export interface LateAnswers {
  /** Asks about what was sold while nobody could tell; from a timer, and when the circuit closes. */
  recheck(): Promise<{ readonly calls: readonly Call[]; readonly waiting: number }>;
  /** What the passenger and the desk agreed on. */
  end(call: Call, end: CallEnd): void;
}

/** No ticket is taken away by a program: a denial that comes late is a call to make. */
export function createLateAnswers(rechecks: RecheckQueue, outcomes: OutcomeOutbox): LateAnswers {
  return {
    async recheck() {
      const { rechecks: done, waiting, stoppedBy } = await rechecks.recheckAll();
      if (stoppedBy !== undefined) throw stoppedBy;
      const calls: Call[] = [];
      for (const recheck of done) {
        // Wrong from the beginning, which only the first check could not say: the desk corrects it from the document.
        if (recheck.kind === 'invalid') {
          const refs = recheck.error.problems.flatMap(({ ref }) => ref ?? []);
          calls.push(
            ...refs.map((ref) => ({ kind: 'see-document' as const, bookingId: recheck.label, ref })),
          );
          continue;
        }
        for (const result of recheck.check.results) {
          switch (result.decision) {
            case 'allow':
              outcomes.report([result], 'sold');
              break;
            case 'deny':
              calls.push({ kind: 'offer-refund-or-another-way', bookingId: recheck.label, denied: result });
              break;
            case 'verify-identity':
              calls.push({ kind: 'see-document', bookingId: recheck.label, ref: result.ref });
              break;
            case 'undetermined':
              break; // Stays in the queue.
            default:
              unhandled(result);
          }
        }
      }
      return { calls, waiting };
    },
    end(call, end) {
      if (call.kind !== 'offer-refund-or-another-way') return;
      const outcome = {
        refunded: 'not-sold',
        'another-way': 'alternative-sold',
        travelled: 'overridden',
      } as const;
      outcomes.report([call.denied], outcome[end]);
    },
  };
}
