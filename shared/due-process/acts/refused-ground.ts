import type { AuditTrail } from '../../audit/ports.ts';
import type { OrderRecord } from '../../orders/order.ts';
import { type OrderAct, type OrderState, transitionOf } from '../life.ts';

/** Who asked for something about a ground for letting go, and what. */
export interface GroundRequest {
  readonly body: { readonly ground: string; readonly staff?: string | undefined };
  /** The API client. */
  readonly actor: string;
  readonly requestId: string;
}

/** What an act about a ground has in the account, whether it was done or refused. */
export function accountOf(
  { actor, requestId, body: { staff } }: GroundRequest,
  event: OrderAct,
  atMs: number,
) {
  const { law } = transitionOf(event);
  return { atMs, actor, ...(staff === undefined ? {} : { staff }), law, requestId };
}

/** Accounts for what was refused before the refusal is told. @throws DependencyUnavailable */
export async function accountForRefusal(
  request: GroundRequest,
  { event, reason, state }: { readonly event: OrderAct; readonly reason: string; readonly state: OrderState },
  { orderId, version }: Pick<OrderRecord, 'orderId' | 'version'>,
  nowMs: number,
  audit: AuditTrail,
): Promise<void> {
  await audit.record({
    ...accountOf(request, event, nowMs),
    act: 'order.act-refused',
    orders: [{ orderId, version }],
    facts: { act: event, reason, from: state, ground: request.body.ground },
  });
}
