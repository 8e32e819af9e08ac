import type { SnapshotManifest } from './ports.ts';

export const FORMAT_VERSION = 1;
export const MAGIC = 'CCFILTER';
export const DIGEST_BYTES = 32;

/**
 * The header, 112 bytes, numbers big-endian:
 *
 * | offset | bytes | field |
 * |---|---|---|
 * | 0 | 8 | magic `CCFILTER` |
 * | 8 | 2 | format version |
 * | 10 | 2 | hash scheme |
 * | 12 | 2 | hash count |
 * | 14 | 2 | length of the secret version |
 * | 16 | 8 | size in bits |
 * | 24 | 8 | key count |
 * | 32 | 8 | sequence |
 * | 40 | 8 | built at, milliseconds since the epoch |
 * | 48 | 64 | secret version, UTF-8, filled up with zeros |
 *
 * The bits follow, then the SHA-256 of all that comes before it.
 */
export const HEADER_BYTES = 112;
const SECRET_VERSION_OFFSET = 48;
const SECRET_VERSION_BYTES = HEADER_BYTES - SECRET_VERSION_OFFSET;

/** The fields of a manifest that stand in the file too. */
export type HeaderFields = Pick<
  SnapshotManifest,
  | 'formatVersion'
  | 'hashScheme'
  | 'secretVersion'
  | 'keyCount'
  | 'sizeBits'
  | 'hashCount'
  | 'sequence'
  | 'builtAtMs'
>;

/** What a header says, before anything about it is trusted. */
export type UntrustedHeader = { readonly magic: string } & {
  readonly [Field in keyof HeaderFields]: HeaderFields[Field] extends number ? number : string;
};

/** @throws RangeError if the secret version does not fit. */
export function writeHeader(file: Uint8Array, fields: HeaderFields): void {
  const secretVersion = new TextEncoder().encode(fields.secretVersion);
  if (secretVersion.length > SECRET_VERSION_BYTES)
    throw new RangeError(`a secret version has at most ${SECRET_VERSION_BYTES} bytes`);
  const view = new DataView(file.buffer, file.byteOffset, HEADER_BYTES);
  file.set(new TextEncoder().encode(MAGIC), 0);
  view.setUint16(8, fields.formatVersion);
  view.setUint16(10, fields.hashScheme);
  view.setUint16(12, fields.hashCount);
  view.setUint16(14, secretVersion.length);
  view.setBigUint64(16, BigInt(fields.sizeBits));
  view.setBigUint64(24, BigInt(fields.keyCount));
  view.setBigUint64(32, BigInt(fields.sequence));
  view.setBigUint64(40, BigInt(fields.builtAtMs));
  file.set(secretVersion, SECRET_VERSION_OFFSET);
}

/** Reads any bytes, at least `HEADER_BYTES` of them, without judging them. */
export function readHeader(file: Uint8Array): UntrustedHeader {
  const view = new DataView(file.buffer, file.byteOffset, HEADER_BYTES);
  const text = (from: number, length: number) =>
    new TextDecoder().decode(file.subarray(from, Math.min(from + length, HEADER_BYTES)));
  return {
    magic: text(0, MAGIC.length),
    formatVersion: view.getUint16(8),
    hashScheme: view.getUint16(10),
    hashCount: view.getUint16(12),
    secretVersion: text(SECRET_VERSION_OFFSET, view.getUint16(14)),
    sizeBits: Number(view.getBigUint64(16)),
    keyCount: Number(view.getBigUint64(24)),
    sequence: Number(view.getBigUint64(32)),
    builtAtMs: Number(view.getBigUint64(40)),
  };
}
