/** A period that the law gives, such as three working days. */
export interface ProcedureClock {
  readonly days: number;
  readonly unit: 'days' | 'working-days';
  /** Document and article. */
  readonly law: string;
}

/** Within which time what has to happen around an order. `null` where the text sets no time or knows no such step. */
export interface Procedure {
  readonly name: ProcedureName;
  /** From being told to objecting. */
  readonly objectionFiling: ProcedureClock | null;
  /** From the objection to the court's decision on it. */
  readonly objectionReview: ProcedureClock;
  /** From a decision that upholds the objection to the order being corrected. */
  readonly objectionCorrection: ProcedureClock | null;
  /** From the service of a rejection to going to the court above; without it there is no reconsideration. */
  readonly reconsiderationFiling: ProcedureClock | null;
  /** From going to the court above to its decision. */
  readonly reconsiderationDecision: ProcedureClock | null;
  /** From the ground for letting go to the order's end. */
  readonly removal: ProcedureClock;
}

export const PROCEDURE_NAMES = ['list-provisions', 'opinions-2016'] as const;

export type ProcedureName = (typeof PROCEDURE_NAMES)[number];

const LIST_PROVISIONS = 'List provisions (Fa Shi [2017] 7)';
const GOOD_FAITH = 'Good-faith opinion (Fa Fa [2019] 35) art. 18';
const OPINIONS = 'Opinions (2016) IV(2)';

/** Corrections of restriction orders go the way of corrections of the list. */
const CORRECTION_LAW = `${LIST_PROVISIONS} art. 12; ${GOOD_FAITH}`;

/**
 * The two sets of clocks that are in the texts. The later one is what courts follow; the earlier one is shorter in
 * places, and kept for a jurisdiction whose pack names it.
 */
export const PROCEDURES: { readonly [Name in ProcedureName]: Procedure & { readonly name: Name } } = {
  'list-provisions': {
    name: 'list-provisions',
    objectionFiling: null,
    objectionReview: { days: 15, unit: 'days', law: CORRECTION_LAW },
    objectionCorrection: { days: 3, unit: 'working-days', law: CORRECTION_LAW },
    reconsiderationFiling: { days: 10, unit: 'days', law: CORRECTION_LAW },
    reconsiderationDecision: { days: 15, unit: 'days', law: CORRECTION_LAW },
    removal: { days: 3, unit: 'working-days', law: `${LIST_PROVISIONS} art. 10` },
  },
  'opinions-2016': {
    name: 'opinions-2016',
    objectionFiling: { days: 10, unit: 'days', law: OPINIONS },
    objectionReview: { days: 3, unit: 'days', law: OPINIONS },
    objectionCorrection: null,
    reconsiderationFiling: null,
    reconsiderationDecision: null,
    removal: { days: 3, unit: 'days', law: OPINIONS },
  },
};
