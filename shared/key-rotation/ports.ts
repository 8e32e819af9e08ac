import type { KeyFingerprint } from '../identity/key-fingerprint.ts';
import type { OrderRecord } from '../orders/order.ts';
import type { KeyState } from './state.ts';

/** Where the register keeps what it knows of its secret. Read with strong consistency. */
export interface KeyStateStore {
  read(): Promise<KeyState | undefined>;
  /** Keeps this as the only version, unless the register knows one already. */
  putOnce(fingerprint: KeyFingerprint): Promise<void>;
  /** Writes the state if the stored one still has the revision of `seen`, else leaves all as it is. */
  replace(next: KeyState, seen: KeyState): Promise<'written' | 'conflict'>;
}

/** All orders, a page at a time, read with strong consistency. */
export interface OrderPages {
  /**
   * An order that was written before the first page was asked for is on one of the pages.
   *
   * @param cursor where the page before ended; `undefined` for the first
   * @returns `next` is undefined at the end
   */
  page(cursor: string | undefined): Promise<{
    readonly orders: readonly OrderRecord[];
    readonly next: string | undefined;
  }>;
}
