import * as z from 'zod';
import type { Bilingual } from '../contracts/bilingual.ts';
import type { RestrictedItem } from '../contracts/items.ts';
import { formatInstant } from '../contracts/time.ts';
import type { OrderRecord } from '../orders/order.ts';
import { ITEM_WORDS } from './item-words.ts';
import { type WaysOut, waysOut, wayToCourtAbove } from './ways-out.ts';

export type ToldState = 'in-force' | 'suspended' | 'not-yet-in-force';

/** What a person is told about an order that names them. */
export interface DisclosedOrder {
  readonly state: ToldState;
  readonly court: { readonly code: string; readonly name: string; readonly phone: string };
  readonly caseNumber: string;
  readonly items: readonly { readonly item: RestrictedItem; readonly description: Bilingual }[];
  /** RFC 3339, Asia/Shanghai; `to` is null until the order is lifted. */
  readonly period: { readonly from: string; readonly to: string | null };
  readonly disclosure: 'public' | 'withheld';
  readonly waysOut: WaysOut;
  readonly courtAbove: { readonly code: string | null; readonly description: Bilingual };
}

/** The part of the sealed document that is told. The rest (documents, name) is not even read. */
export const toldDocument = z.object({
  court: z.object({ code: z.string(), name: z.string(), phone: z.string() }),
  caseNumber: z.string(),
  disclosure: z.enum(['public', 'withheld']),
});

export type ToldDocument = z.output<typeof toldDocument>;

export function describeOrder(order: OrderRecord, told: ToldDocument, nowMs: number): DisclosedOrder {
  const { items, period, role } = order.terms;
  return {
    state: stateOf(order, nowMs),
    court: told.court,
    caseNumber: told.caseNumber,
    items: items.map((item) => ({ item, description: ITEM_WORDS[item] })),
    period: {
      from: formatInstant(period.fromMs),
      to: period.toMs === null ? null : formatInstant(period.toMs),
    },
    disclosure: told.disclosure,
    waysOut: waysOut(role),
    courtAbove: wayToCourtAbove(told.court.code),
  };
}

function stateOf({ terms }: OrderRecord, nowMs: number): ToldState {
  if (terms.status === 'suspended') return 'suspended';
  return nowMs < terms.period.fromMs ? 'not-yet-in-force' : 'in-force';
}
