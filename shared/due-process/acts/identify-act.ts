import type { ChangeId, OrderId } from '../../contracts/ids.ts';
import type { ContentDigester } from '../../orders/content-digest.ts';
import type { OrderAct } from '../life.ts';

export interface ActIdentity {
  readonly orderId: OrderId;
  /** The version that the act is done to. */
  readonly baseVersion: number;
  readonly act: OrderAct;
  readonly about?: string | undefined;
  readonly body: unknown;
}

/**
 * The change id of an act: the same for everybody who does the same to the same version, so that an act which two
 * clerks do at once, or one clerk sends again, is one change. Who does it is left out.
 *
 * It is a UUID of version 8 (RFC 9562) made from a keyed digest, since bodies can hold document numbers.
 */
export function identifyAct(
  { orderId, baseVersion, act, about = '', body }: ActIdentity,
  digester: ContentDigester,
): ChangeId {
  const { staff: _staff, ...rest } = body as Record<string, unknown>;
  const hex = digester.digestOf({ orderId, baseVersion, act, about, body: rest });
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20),
  ].join('-') as ChangeId;
}
