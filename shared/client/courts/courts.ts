import type { Ask, CreateOptions } from '../requests.ts';
import type { CallOptions } from '../transport/call.ts';
import { type CourtAct, requestOf } from './act.ts';
import {
  type ChangeStatus,
  type ListChangeResult,
  readChangeStatus,
  readListChangeResults,
} from './changes.ts';
import type { ListChange } from './order-document.ts';

/** What a court's own system asks for. */
export interface CourtCalls {
  /**
   * Sends 1 to 1,000 changes. Each is judged by itself: look at each result. Sent again with the same change ids,
   * nothing is applied twice.
   */
  sendListChanges(
    changes: readonly ListChange[],
    options?: CreateOptions,
  ): Promise<readonly ListChangeResult[]>;
  /** What became of a change. */
  getChange(changeId: string, options?: CallOptions): Promise<ChangeStatus>;
  /**
   * Acts on an order.
   *
   * @throws Conflict with `state` and `possibleActs` where the act is impossible.
   */
  act(orderId: string, act: CourtAct, options?: CreateOptions): Promise<ChangeStatus>;
}

export function createCourtCalls(ask: Ask): CourtCalls {
  return {
    sendListChanges: (changes, options) =>
      ask(
        {
          method: 'POST',
          path: '/v1/list-changes',
          route: 'POST /v1/list-changes',
          body: { changes },
          expects: 202,
          read: readListChangeResults,
          creates: true,
        },
        options,
      ),
    getChange: (changeId, options) =>
      ask(
        {
          method: 'GET',
          path: `/v1/list-changes/${encodeURIComponent(changeId)}`,
          route: 'GET /v1/list-changes/{changeId}',
          expects: 200,
          read: readChangeStatus,
        },
        options,
      ),
    act(orderId, act, options) {
      const { path, route, body } = requestOf(act);
      return ask(
        {
          method: 'POST',
          path: `/v1/orders/${encodeURIComponent(orderId)}/${path}`,
          route: `POST /v1/orders/{orderId}/${route}`,
          body,
          expects: 202,
          read: readChangeStatus,
          creates: true,
        },
        options,
      );
    },
  };
}
