import type { Client, Denied, Subject } from '../../../../shared/client/index.ts';
import type { OutcomeOutbox } from '../common/outcome-outbox.ts';
import { purchaseOf, type Room } from './rooms.ts';

/** A guest whose stay is not open to them, until somebody has spoken with the guest. */
export interface Case {
  readonly stayId: string;
  readonly denied: Denied;
  /** `late`: the guest is in the room already, let in while nobody could tell. */
  readonly when: 'at-desk' | 'late';
}

export type CaseEnd =
  /** To lodging that is open to everybody; the guest shows the document again. */
  | { readonly kind: 'moves'; readonly to: Room; readonly arrival: string; readonly guest: Subject }
  | { readonly kind: 'leaves' }
  /** On the responsibility of somebody of the house, who is named by a number. */
  | { readonly kind: 'stays'; readonly answeredForBy: string };

export interface OpenCases {
  open(newCase: Case): Case;
  list(): readonly Case[];
  /** @returns whether it is ended: other lodging is asked about like any other. */
  end(open: Case, end: CaseEnd): Promise<boolean>;
}

/** Cases are for people: no program takes a room away at night, and none lets a guest stay for good. */
export function createOpenCases(client: Pick<Client, 'check'>, outcomes: OutcomeOutbox): OpenCases {
  let cases: readonly Case[] = [];
  return {
    open(newCase) {
      cases = [...cases, newCase];
      return newCase;
    },
    list: () => cases,
    async end(open, end) {
      switch (end.kind) {
        case 'moves': {
          const { results } = await client.check(purchaseOf(end.to, end.arrival), [end.guest], {
            checkpoint: 'check-in',
          });
          if (results.some(({ decision }) => decision !== 'allow')) return false;
          outcomes.report(results, 'sold');
          outcomes.report([open.denied], 'alternative-sold');
          break;
        }
        case 'leaves':
          outcomes.report([open.denied], 'not-sold');
          break;
        case 'stays':
          outcomes.report([open.denied], 'overridden');
          break;
      }
      cases = cases.filter((other) => other !== open);
      return true;
    },
  };
}
