import { hasEnded, type OrderRecord } from '../orders/order.ts';
import type { OrderCourse } from './subjects.ts';

/** So long after the first denial an order is released that ends after one. */
export const RELEASED_AFTER_MS = 60_000;

/** So long after its end the next order of such a subject begins. */
export const RESTRICTED_AGAIN_AFTER_MS = 10 * 60_000;

export type Step =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'impose'; readonly lastEndMs: number | undefined }
  | { readonly kind: 'release'; readonly orders: readonly OrderRecord[] };

const NOTHING: Step = { kind: 'nothing' };

/**
 * What is to be done about the orders of one subject as they stand. Pure. An order that a court has suspended lives: it
 * was suspended to try just that, and resumes.
 *
 * @param firstDenialMs when somebody was first denied under one of the orders that live
 */
export function nextStep(
  course: OrderCourse,
  orders: readonly OrderRecord[],
  firstDenialMs: number | undefined,
  nowMs: number,
): Step {
  const alive = livingOf(orders, nowMs);
  if (alive.length > 0) {
    const due =
      course === 'ends-after-denial' &&
      firstDenialMs !== undefined &&
      nowMs - firstDenialMs >= RELEASED_AFTER_MS;
    return due ? { kind: 'release', orders: alive } : NOTHING;
  }
  const lastEndMs = orders.length === 0 ? undefined : Math.max(...orders.map(endOf));
  const pauseMs = course === 'ends-after-denial' ? RESTRICTED_AGAIN_AFTER_MS : 0;
  if (lastEndMs !== undefined && nowMs - lastEndMs < pauseMs) return NOTHING;
  return { kind: 'impose', lastEndMs };
}

export function livingOf(orders: readonly OrderRecord[], nowMs: number): readonly OrderRecord[] {
  return orders.filter(
    ({ terms: { status, period } }) => !hasEnded(status) && (period.toMs === null || period.toMs > nowMs),
  );
}

/** When an order that does not live any more was ended, or its period was over. */
function endOf({ history, appliedAtMs, terms }: OrderRecord): number {
  if (!hasEnded(terms.status) && terms.period.toMs !== null) return terms.period.toMs;
  return history.find(({ status }) => hasEnded(status))?.appliedAtMs ?? appliedAtMs;
}
