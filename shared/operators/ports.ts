import type { ClientId, ClientRecord } from './client-record.ts';

/** The machine clients of the register, one record each. Never their secrets: those are with the issuer of tokens. */
export interface ClientDirectory {
  /** Read with strong consistency, whatever its status. */
  find(clientId: ClientId): Promise<ClientRecord | undefined>;
  /** Writes a record, new or in place of one; a client that was removed stays so, whatever is put. */
  put(record: ClientRecord): Promise<'written' | 'removed-before'>;
  /** Marks a client as removed; its record stays, since acts are accounted for under its operator. Safe to repeat. */
  remove(clientId: ClientId, atMs: number): Promise<'removed' | 'unknown'>;
  /** All records, those of removed clients too, by client id. */
  list(): Promise<readonly ClientRecord[]>;
}
