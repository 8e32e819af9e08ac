import type { Procedure } from '../../policy/procedures.ts';
import type { DeadlineKind } from '../deadline.ts';
import type { ObjectionState } from './objection.ts';

export const OBJECTION_EVENTS = [
  'uphold',
  'reject',
  'seek-reconsideration',
  'uphold-reconsideration',
  'reject-reconsideration',
  'correct',
] as const;
export type ObjectionEvent = (typeof OBJECTION_EVENTS)[number];

interface Stage {
  readonly event: ObjectionEvent;
  readonly who: 'objector' | 'court' | 'court above';
  readonly from: ObjectionState;
  readonly to: ObjectionState;
  /** What the API calls it, in an answer that says what is possible. */
  readonly words: string;
}

/** The way of an objection, row by row. What the API permits and what it says is possible come from here. */
export const STAGES: readonly Stage[] = [
  {
    event: 'uphold',
    who: 'court',
    from: 'filed',
    to: 'upheld',
    words: 'a decision with stage review and outcome upheld',
  },
  {
    event: 'reject',
    who: 'court',
    from: 'filed',
    to: 'rejected',
    words: 'a decision with stage review and outcome rejected',
  },
  {
    event: 'seek-reconsideration',
    who: 'objector',
    from: 'rejected',
    to: 'in-reconsideration',
    words: 'a reconsideration at the court above',
  },
  {
    event: 'uphold-reconsideration',
    who: 'court above',
    from: 'in-reconsideration',
    to: 'upheld',
    words: 'a decision with stage reconsideration and outcome upheld',
  },
  {
    event: 'reject-reconsideration',
    who: 'court above',
    from: 'in-reconsideration',
    to: 'dismissed',
    words: 'a decision with stage reconsideration and outcome rejected',
  },
  {
    event: 'correct',
    who: 'court',
    from: 'upheld',
    to: 'corrected',
    words: 'a decision with stage correction and outcome corrected, once the order was ended or changed',
  },
];

/** The clock that runs in each state; none where nobody owes anything or may do anything any more. */
export const STATE_CLOCKS: {
  readonly [State in ObjectionState]:
    | { readonly kind: DeadlineKind; readonly period: Exclude<keyof Procedure, 'name'> }
    | undefined;
} = {
  filed: { kind: 'objection-review', period: 'objectionReview' },
  rejected: { kind: 'reconsideration-filing', period: 'reconsiderationFiling' },
  'in-reconsideration': { kind: 'reconsideration-decision', period: 'reconsiderationDecision' },
  dismissed: undefined,
  upheld: { kind: 'objection-correction', period: 'objectionCorrection' },
  corrected: undefined,
};

/** The row of an event; `undefined` when it cannot happen in that state or under that procedure. */
export function stageOf(
  event: ObjectionEvent,
  state: ObjectionState,
  procedure: Procedure,
): Stage | undefined {
  return possibleStages(state, procedure).find((stage) => stage.event === event);
}

/** What can happen next, in the sequence of the table. */
export function possibleStages(state: ObjectionState, procedure: Procedure): readonly Stage[] {
  return STAGES.filter(
    ({ event, from }) =>
      from === state && (event !== 'seek-reconsideration' || procedure.reconsiderationFiling !== null),
  );
}
