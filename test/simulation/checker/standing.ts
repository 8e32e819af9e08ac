import type { OrderVersion } from '../../../shared/orders/order.ts';
import type { CheckCall } from '../history.ts';
import { START_MS } from '../scheduler.ts';

/** Fen that a resort's customer may spend in a month under an order; what the policy pack says. */
const RESORT_FEN_A_MONTH = 2_000_00;
const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

/** What an order permits a limited quantity of, and how much of it the purchase would take. */
export interface Ledger {
  readonly name: string;
  readonly capacity: number;
  readonly quantity: number;
}

/** How an order, as one version states it, stands to what is asked. */
export type Standing =
  | { readonly kind: 'free' }
  | { readonly kind: 'banned' }
  /** Permitted as long as one of these has room. */
  | { readonly kind: 'limited'; readonly ledgers: readonly Ledger[] };

type Asked = Pick<CheckCall, 'key' | 'purchase' | 'nowMs'>;

/**
 * Written without the code under test. In these runs an order restricts seats on G trains, up to its grants, and
 * spending in resorts, up to a quota which no grant concerns.
 */
export function standingOf(version: OrderVersion | undefined, { key, purchase, nowMs }: Asked): Standing {
  if (!version?.keys.includes(key) || version.terms.status !== 'active') return { kind: 'free' };
  const { period, grants } = version.terms;
  if (nowMs < period.fromMs || nowMs >= (period.toMs ?? Number.POSITIVE_INFINITY)) return { kind: 'free' };
  if ('resortFen' in purchase) {
    const month = new Date(nowMs + SHANGHAI_OFFSET_MS).toISOString().slice(0, 7);
    const quota = { capacity: RESORT_FEN_A_MONTH, quantity: purchase.resortFen };
    return { kind: 'limited', ledgers: [{ name: `${version.orderId} QUOTA ${month}`, ...quota }] };
  }
  const whenMs = purchase.serviceAtMs === undefined ? nowMs : START_MS + purchase.serviceAtMs;
  const covering = grants.filter(({ fromMs, toMs }) => fromMs <= whenMs && whenMs < toMs);
  if (covering.length === 0) return { kind: 'banned' };
  if (covering.some(({ uses }) => uses === null)) return { kind: 'free' };
  return {
    kind: 'limited',
    ledgers: covering.map(({ grantId, uses }) => ({
      name: `${version.orderId} GRANT ${grantId}`,
      capacity: uses as number,
      quantity: 1,
    })),
  };
}
