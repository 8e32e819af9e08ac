import type { SubjectKey } from '../identity/subject-key.ts';
import { BEFORE_FIRST, type ChangeLog, type LogPayload, type Sequence } from './ports.ts';

/** 64 KB in one entry: a page of the log (1 MB) holds 16 of them, and the item limit (400 KB) is far. */
export const MAX_KEYS_PER_ENTRY = 4_000;

/** With n appenders at once an append loses at most n - 1 times in a row when they take turns. */
const DEFAULT_ATTEMPTS = 50;

export interface AppendOptions {
  /** How often to try before giving up, when others keep being there first. */
  readonly attempts?: number;
  readonly signal?: AbortSignal;
}

/** Others were first at every attempt. Nothing was appended; the caller may try again. */
export class LogContended extends Error {
  override readonly name = 'LogContended';
}

/**
 * Appends one entry: read the head strongly, put at head + 1, and when another appender was there first read again.
 * No entry is ever put anywhere else, so the log is 1, 2, 3 … by construction (I3).
 *
 * If the answer to a put is lost, the entry may be in the log twice. A log is a set of keys, so that changes nothing.
 *
 * @returns the sequence at which the entry stands.
 * @throws LogContended after `attempts` attempts, DependencyUnavailable when the log cannot be reached.
 */
export async function appendToLog(
  log: ChangeLog,
  payload: LogPayload,
  { attempts = DEFAULT_ATTEMPTS, signal }: AppendOptions = {},
): Promise<Sequence> {
  if (payload.kind === 'keys' && payload.keys.length > MAX_KEYS_PER_ENTRY)
    throw new RangeError(`an entry holds at most ${MAX_KEYS_PER_ENTRY} keys`);
  for (let attempt = 1; attempt <= attempts; attempt++) {
    signal?.throwIfAborted();
    const next = ((await log.head(signal)) + 1) as Sequence;
    if ((await log.put(next, payload, signal)) === 'appended') return next;
  }
  throw new LogContended(`other appenders were first ${attempts} times in a row`);
}

/**
 * Appends any number of keys, in as many entries as they need.
 *
 * @returns the sequence of the last entry: a follower that has read it knows all the keys. For no keys at all nothing
 *   is appended and the result is the sequence before the first entry.
 * @throws as `appendToLog`. The entries up to there stay: keys in the log without an order only cost a lookup.
 */
export async function appendKeys(
  log: ChangeLog,
  keys: readonly SubjectKey[],
  options: AppendOptions = {},
): Promise<Sequence> {
  let last = BEFORE_FIRST;
  for (let from = 0; from < keys.length; from += MAX_KEYS_PER_ENTRY)
    last = await appendToLog(
      log,
      { kind: 'keys', keys: keys.slice(from, from + MAX_KEYS_PER_ENTRY) },
      options,
    );
  return last;
}
