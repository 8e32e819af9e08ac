/** What became of a purchase. `overridden`: sold in spite of a denial, on somebody's responsibility. */
export type Outcome = 'sold' | 'not-sold' | 'alternative-sold' | 'overridden';

export interface OutcomeReport {
  readonly ref: string;
  readonly outcome: Outcome;
}
