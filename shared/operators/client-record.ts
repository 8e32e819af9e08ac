import type { Brand } from '../contracts/brand.ts';
import type { OperatorId } from '../contracts/ids.ts';

/** What a machine client is known by at the issuer of tokens: `client_id` of its tokens. */
export type ClientId = Brand<string, 'ClientId'>;

/** The courts that a client acts and reads for, by their codes (京0105), or every court. */
export type Courts = 'all' | readonly string[];

/** What one client may ask in a second on average, and at one moment. */
export interface ClientLimits {
  readonly ratePerSecond: number;
  readonly burst: number;
}

/**
 * One machine client of the register. An operator may have several at once while its credentials change; what it did
 * and what it is owed hang on `operatorId`, which stays.
 */
export interface ClientRecord {
  readonly clientId: ClientId;
  readonly operatorId: OperatorId;
  /** The most that its tokens can give it, without the audience in front: `check:rail`. */
  readonly scopes: readonly string[];
  /** Only counts with a scope of the courts' side. */
  readonly courts: Courts;
  /** The service's own limits, unless given. */
  readonly limits?: ClientLimits;
  /** Removed is final: whoever comes back gets another client. */
  readonly status: 'active' | 'removed';
  readonly createdAtMs: number;
  readonly removedAtMs?: number;
}
