import type { OrderVersion } from './order.ts';

/** The document as the court sent it belongs to one order, version and change; it opens nowhere else. */
export function sealingContext({
  orderId,
  version,
  changeId,
}: Pick<OrderVersion, 'orderId' | 'version' | 'changeId'>): string {
  return `${orderId}|${version}|${changeId}`;
}

/**
 * What a sealed document may take, in characters. A document within the limits of its fields stays below; with the
 * readable part and the history, the item stays below DynamoDB's 400 KB and the message below 256 KiB.
 */
export const MAX_SEALED_LENGTH = 128 * 1024;
