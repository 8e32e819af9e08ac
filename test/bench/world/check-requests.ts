import { subjectOf } from './people.ts';

/** Restricted: every seat of a G train. */
export const RESTRICTED_PURCHASE = { sector: 'rail', train: 'G101', seat: 'O' } as const;
/** Open to all: a hard seat on a locomotive-hauled train. */
export const UNRESTRICTED_PURCHASE = { sector: 'rail', train: 'K528', seat: '1' } as const;

export type BenchPurchase = typeof RESTRICTED_PURCHASE | typeof UNRESTRICTED_PURCHASE;

/** The body of a check of some people, as an operator writes it. */
export function checkBody(purchase: BenchPurchase, people: readonly number[]) {
  return {
    checkpoint: 'sale',
    purchase: { ...purchase, serviceAt: '2026-12-01T08:00:00+08:00' },
    subjects: people.map((person, index) => subjectOf(person, `p${index + 1}`)),
  };
}
