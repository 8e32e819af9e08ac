import { packKeys, unpackKeys } from '../../filter/packed-keys.ts';
import type { LogEntry, LogPayload, Sequence } from '../../filter/ports.ts';
import { itemKeys } from './keys.ts';
import type { Item } from './table.ts';

/** An entry of the log as an item: `kind`, and `keys` (binary) or `covers` and `required`. */
export function toLogItem(sequence: Sequence, payload: LogPayload): Item {
  const { pk, sk } = itemKeys.logEntry(sequence);
  const item: Item = { pk: { S: pk }, sk: { S: sk }, kind: { S: payload.kind } };
  switch (payload.kind) {
    case 'keys':
      return { ...item, keys: { B: packKeys(payload.keys) } };
    case 'snapshot':
      return { ...item, covers: { N: String(payload.covers) }, required: { BOOL: payload.required } };
    case 'fence':
      return item;
  }
}

/**
 * @throws RangeError for an item that this program does not understand: a follower that skipped it would miss what it
 *   adds.
 */
export function fromLogItem(item: Item): LogEntry {
  const sequence = readSequence(item.sk?.S);
  const { kind, keys, covers, required } = item;
  if (kind?.S === 'keys' && keys?.B) return { kind: 'keys', sequence, keys: unpackKeys(keys.B) };
  if (kind?.S === 'snapshot' && required?.BOOL !== undefined)
    return { kind: 'snapshot', sequence, covers: readSequence(covers?.N), required: required.BOOL };
  if (kind?.S === 'fence') return { kind: 'fence', sequence };
  throw new RangeError(`entry ${sequence} of the log has a form that is not known here`);
}

/** @throws RangeError if the text is no sequence. */
export function readSequence(text: string | undefined): Sequence {
  if (!text || !/^\d{1,16}$/.test(text)) throw new RangeError('a sequence is a whole number');
  return Number(text) as Sequence;
}
