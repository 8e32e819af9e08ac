import type { OrderId } from '../contracts/ids.ts';
import type { Ledger } from './ledger.ts';

/** Names one ledger of an order: `GRANT#<grantId>` or `QUOTA#<month>`. */
export interface AllowanceName {
  readonly orderId: OrderId;
  readonly name: string;
}

export interface StoredLedger {
  readonly ledger: Ledger;
  /** Rises with each write; 0 stands for a ledger that was never written. */
  readonly revision: number;
}

export interface AllowanceStore {
  /** Reads with strong consistency; an allowance never written is an empty ledger at revision 0. */
  read(allowance: AllowanceName, signal?: AbortSignal): Promise<StoredLedger>;
  /** Writes if nobody else has written since `revision`. */
  write(
    allowance: AllowanceName,
    ledger: Ledger,
    revision: number,
    signal?: AbortSignal,
  ): Promise<'written' | 'conflict'>;
}
