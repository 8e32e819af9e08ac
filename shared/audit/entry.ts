import { hash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { AuditEvent } from './event.ts';

/** An event and the id under which it was recorded: one id twice is one act that was written down twice. */
export interface RecordedEvent {
  readonly eventId: string;
  readonly event: AuditEvent;
}

/** What an entry says before it has its digest. */
export interface EntryContent {
  /** 0 to 15. */
  readonly chain: number;
  /** 1, 2, 3 … in each chain. */
  readonly seq: number;
  /** Digest of the entry before; of the first one {@link GENESIS}. */
  readonly previous: string;
  /** At least one: events that came while another entry was being written stand in one entry. */
  readonly events: readonly RecordedEvent[];
}

/** One link of a chain. */
export interface AuditEntry extends EntryContent {
  /** SHA-256 over the canonical JSON (RFC 8785) of the content, in base64url: 43 characters. */
  readonly digest: string;
}

/** The end of a chain; `seq` 0 and {@link GENESIS} if it has no entry. */
export interface ChainHead {
  readonly chain: number;
  readonly seq: number;
  readonly digest: string;
}

/** Stands before the first entry of every chain: 32 zero bytes in base64url. */
export const GENESIS = Buffer.alloc(32).toString('base64url');

/**
 * @throws RangeError, TypeError if the content is not JSON, which a content that was written never is.
 */
export function digestOf({ chain, seq, previous, events }: EntryContent): string {
  return hash('sha256', canonicalJson({ chain, events, previous, seq }), 'base64url');
}

/** The entry that follows a head. */
export function entryAfter(head: ChainHead, events: readonly RecordedEvent[]): AuditEntry {
  const content = { chain: head.chain, seq: head.seq + 1, previous: head.digest, events };
  return { ...content, digest: digestOf(content) };
}
