import type { RestrictedItem } from '../contracts/items.ts';
import { monthOf } from '../contracts/time.ts';
import { ruleOf } from '../policy/rule-of.ts';
import type { Interception, Outcome } from './interception.ts';

/** What is counted of a denial: nothing that tells who, where or exactly when. */
export type CountedDenial = Pick<
  Interception,
  'productClass' | 'items' | 'attempts' | 'outcome' | 'firstAtMs'
>;

/** Counts only: courts see what their orders do, never journeys. */
export interface DenialCounts {
  readonly denials: number;
  /** How often operators asked, repetitions within a day included. */
  readonly attempts: number;
  /** Denials by restricted item; one whose class of product falls under two is counted under both. */
  readonly items: Readonly<Partial<Record<RestrictedItem, number>>>;
  /** What operators reported to have come of them. */
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
}

export interface MonthOfDenials extends DenialCounts {
  /** `yyyy-mm`, Asia/Shanghai, of the first attempt. */
  readonly month: string;
}

export function countDenials(denials: readonly CountedDenial[]): DenialCounts {
  return {
    denials: denials.length,
    attempts: denials.reduce((sum, { attempts }) => sum + attempts, 0),
    items: tally(denials.flatMap(itemsOf)),
    outcomes: tally(denials.flatMap(({ outcome }) => (outcome === undefined ? [] : [outcome]))),
  };
}

/** The counts of each month in which somebody was denied, the oldest first. */
export function countByMonth(denials: readonly CountedDenial[]): readonly MonthOfDenials[] {
  return [...Map.groupBy(denials, ({ firstAtMs }) => monthOf(firstAtMs))]
    .map(([month, ofMonth]) => ({ month, ...countDenials(ofMonth) }))
    .sort((a, b) => (a.month < b.month ? -1 : 1));
}

/** Denials that were recorded before their items were fall under whatever their rule does. */
function itemsOf({ items, productClass, firstAtMs }: CountedDenial): readonly RestrictedItem[] {
  return items ?? ruleOf(productClass, firstAtMs)?.items ?? [];
}

function tally<Name extends string>(names: readonly Name[]): Partial<Record<Name, number>> {
  const counts: Partial<Record<Name, number>> = {};
  for (const name of [...names].sort()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
