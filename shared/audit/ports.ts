import type { PublicJwk } from '../contracts/signed-statement.ts';
import type { AuditEntry, ChainHead } from './entry.ts';
import type { AuditEvent } from './event.ts';

/** Where acts are accounted for. Append-only. */
export interface AuditTrail {
  /**
   * Resolves once the event is durable. Whoever acts records before the act takes effect or its answer goes out, so
   * that nothing is done that is not accounted for.
   *
   * @throws DependencyUnavailable if it could not be recorded; the act must not go on then.
   */
  record(event: AuditEvent): Promise<void>;
}

/** The entries of all chains, read with strong consistency. Nothing is ever written over or removed. */
export interface AuditEntryStore {
  /** The newest entry of a chain; of an empty one sequence 0 and the genesis digest. */
  head(chain: number): Promise<ChainHead>;
  /** Puts the entry unless one stands at its place. */
  put(entry: AuditEntry): Promise<'appended' | 'taken'>;
  get(chain: number, seq: number): Promise<AuditEntry | undefined>;
  /**
   * Entries behind a sequence, in ascending sequence, at most `limit` of them.
   *
   * What stands in the store but cannot be read as an entry any more comes as one without events, so that whoever
   * verifies finds it.
   */
  readAfter(chain: number, seq: number, limit: number): Promise<EntryPage>;
}

export interface EntryPage {
  readonly entries: readonly AuditEntry[];
  /** Where the next page begins behind: the place of the last entry, whatever it says about itself. */
  readonly next?: number;
}

/** A signed checkpoint as it was written. */
export interface StoredCheckpoint {
  /** Names sort by time. */
  readonly name: string;
  /** Compact JWS. */
  readonly statement: string;
}

/** Signed checkpoints, where the register's own writers cannot change them. */
export interface CheckpointStore {
  put(checkpoint: StoredCheckpoint): Promise<void>;
  /** Checkpoints whose names come behind `name` (all of them for an empty text), in ascending sequence. */
  listAfter(
    name: string,
    limit: number,
  ): Promise<{ readonly checkpoints: readonly StoredCheckpoint[]; readonly more: boolean }>;
}

/** Public keys that statements were ever signed with. */
export interface PublicKeyArchive {
  /** Safe to repeat. */
  keep(key: PublicJwk): Promise<void>;
  list(): Promise<readonly PublicJwk[]>;
}
