import { createHash, createHmac } from 'node:crypto';
import { openFile } from './source.ts';

/** What an import is known by when it is repeated or resumed. */
export interface InputIdentity {
  /** 64 hexadecimal characters; another input, or the same under another client, has another. */
  readonly fingerprint: string;
  /** The change id of a line that has none of its own: a UUID of version 8 (RFC 9562, section 5.8). */
  changeIdOf(line: number): string;
}

/**
 * Change ids that are the same each time the same file is imported, so that repeating an import changes nothing.
 *
 * Nothing but the input as a whole and the number of the line goes into an id. Even so a file of one line is known up to
 * its document number to whoever knows the case, and the 1.2 · 10^11 resident IDs can be gone through; ids are stored
 * and logged in clear. Hence the key: an HMAC under the client's secret tells nothing to anyone who does not hold it.
 *
 * @param source digest of the file, or the name that the user gave to what comes through standard input
 */
export function createInputIdentity(source: string, clientSecret: string): InputIdentity {
  const importKey = createHmac('sha256', clientSecret)
    .update(`consumption-check import 1|${source}`)
    .digest();
  return {
    fingerprint: createHmac('sha256', importKey).update('fingerprint').digest('hex'),
    changeIdOf: (line) => uuidOf(createHmac('sha256', importKey).update(`line ${line}`).digest()),
  };
}

function uuidOf(digest: Buffer): string {
  digest[6] = ((digest[6] as number) & 0x0f) | 0x80;
  digest[8] = ((digest[8] as number) & 0x3f) | 0x80;
  const hex = digest.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/**
 * SHA-256 of what a file holds, unpacked: packed and plain it is the same input.
 *
 * @throws InputError if the file cannot be read; the reason of the signal if it comes first
 */
export async function digestOfFile(path: string, interruption: AbortSignal): Promise<string> {
  const source = await openFile(path);
  try {
    const hash = createHash('sha256');
    for await (const chunk of source.chunks) {
      interruption.throwIfAborted();
      hash.update(chunk);
    }
    return hash.digest('hex');
  } finally {
    await source.close();
  }
}
