import * as z from 'zod';
import { inParallel } from '../../../shared/concurrency/in-parallel.ts';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import { changeIdField, type ListChangeResult, orderIdField } from '../../../shared/contracts/list-change.ts';
import { textField } from '../../../shared/contracts/text.ts';
import type { Courts } from '../../../shared/operators/client-record.ts';
import { actsForCourt } from '../../../shared/operators/courts.ts';
import type { OrderStore } from '../../../shared/orders/ports.ts';

type Orders = Pick<OrderStore, 'get'>;

interface Placed {
  /** Its place in the request. */
  readonly index: number;
  readonly change: unknown;
}

/** Changes that go on to the gates, and those that do not, both with their places in the request. */
export interface SeparatedChanges {
  readonly own: readonly Placed[];
  readonly refused: readonly Placed[];
}

const READS_AT_ONCE = 16;

/** The same words for a code that is not the client's and for an order of another court: neither tells which it was. */
const OTHER_COURT = 'must be a court that this client acts for, of an order that is this court’s own';

const courtOfChange = z.object({
  order: z.object({ orderId: orderIdField, court: z.object({ code: textField(20) }) }),
});

/**
 * Finds the changes that a client may not send because they name a court it does not act for, or an order that is
 * another court's: a change must not move an order away from the court that made it. What cannot be read far enough to
 * tell goes on to the gates, which refuse it.
 *
 * @throws DependencyUnavailable if the orders cannot be read.
 */
export async function separateOtherCourts(
  changes: readonly unknown[],
  courts: Courts,
  orders: Orders,
): Promise<SeparatedChanges> {
  const placed = changes.map((change, index) => ({ index, change }));
  if (courts === 'all') return { own: placed, refused: [] };
  const isOther = await inParallel(changes, READS_AT_ONCE, async (change) => {
    const stated = courtOfChange.safeParse(change);
    if (!stated.success) return false;
    const { orderId, court } = stated.data.order;
    return !actsForCourt(courts, court.code) || (await isOfOtherCourt(orderId, courts, orders));
  });
  return {
    own: placed.filter(({ index }) => !isOther[index]),
    refused: placed.filter(({ index }) => isOther[index]),
  };
}

/** Whether the order is one that this client may not see. An order that there is not yet is nobody's. */
export async function isOfOtherCourt(orderId: OrderId, courts: Courts, orders: Orders): Promise<boolean> {
  if (courts === 'all') return false;
  const stored = await orders.get(orderId);
  return stored !== undefined && !actsForCourt(courts, stored.courtCode);
}

/**
 * One result for each change in the sequence of the request.
 *
 * @param results of the changes that went on, with pointers by their places among themselves
 */
export function mergeResults(
  results: readonly ListChangeResult[],
  own: readonly Placed[],
  refused: readonly Placed[],
): readonly ListChangeResult[] {
  if (refused.length === 0) return results;
  const merged: ListChangeResult[] = [];
  for (const [place, result] of results.entries()) {
    const { index } = own[place] as Placed;
    merged[index] = result.status === 'accepted' ? result : moved(result, place, index);
  }
  for (const { index, change } of refused) {
    const changeId = changeIdField.safeParse((change as { readonly changeId?: unknown }).changeId);
    merged[index] = {
      changeId: changeId.success ? changeId.data : null,
      status: 'rejected',
      problems: [{ pointer: `/changes/${index}/order/court/code`, detail: OTHER_COURT }],
    };
  }
  return merged;
}

function moved(
  { problems, ...result }: Extract<ListChangeResult, { status: 'rejected' }>,
  from: number,
  to: number,
): ListChangeResult {
  return {
    ...result,
    problems: problems.map(({ pointer, detail }) => ({
      pointer: pointer.replace(new RegExp(`^/changes/${from}(?=/|$)`), `/changes/${to}`),
      detail,
    })),
  };
}
