import type { NoticeRecord } from './notice.ts';

/**
 * What still waits for somebody: `pending` for a delivery, `parked` for a person, `unacknowledged` for the operator.
 */
export const NOTICE_LISTS = ['pending', 'parked', 'unacknowledged'] as const;

export type NoticeList = (typeof NOTICE_LISTS)[number];

/** The lists that a notice stands in. One that was acknowledged stands in none: the operator has what it says. */
export function listsOf({
  delivery,
  acknowledgedAtMs,
}: Pick<NoticeRecord, 'delivery' | 'acknowledgedAtMs'>): readonly NoticeList[] {
  if (acknowledgedAtMs !== undefined) return [];
  return delivery === 'delivered' ? ['unacknowledged'] : [delivery, 'unacknowledged'];
}

/** Whether an attempt may be made at all. */
export function awaitsDelivery(record: Pick<NoticeRecord, 'delivery' | 'acknowledgedAtMs'>): boolean {
  return listsOf(record).includes('pending');
}
