import { hash } from 'node:crypto';
import type { AuditEvent } from './event.ts';

/**
 * Chains that grow side by side, so that acts of different orders do not wait for one another. The number is part of
 * what is stored: with another one, new events of an order would stand in another chain than its old ones.
 */
export const CHAINS = 16;

/** Names of all chains: 0, 1, … */
export const CHAIN_NUMBERS: readonly number[] = Array.from({ length: CHAINS }, (_, chain) => chain);

/**
 * Where an event stands: all that concerns one order in one chain and so in one sequence; what concerns none in any, by
 * its id. By its actor, all inquiries of the public would queue for one chain.
 */
export function chainOf({ orders }: Pick<AuditEvent, 'orders'>, eventId: string): number {
  const about = orders[0]?.orderId ?? eventId;
  return (hash('sha256', about, 'buffer')[0] as number) % CHAINS;
}
