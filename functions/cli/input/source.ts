import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputError } from '../errors.ts';

/** The bytes of a file or of standard input. */
export interface Source {
  /** Unpacked if they are gzip, which the first two bytes tell and no name. Can be read once. */
  readonly chunks: AsyncIterable<Buffer>;
  /** How many bytes were read so far, and how many there are if that is known; before unpacking. */
  bytesRead(): number;
  readonly totalBytes: number | undefined;
  /** @throws InputError if the file is another one than when it was opened */
  confirmUnchanged(): Promise<void>;
  close(): Promise<void>;
}

const CHUNK_BYTES = 262_144;
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

/** @throws InputError if the file cannot be opened or is a folder */
export async function openFile(path: string): Promise<Source> {
  const handle = await openOrExplain(path);
  const { size, mtimeMs } = await handle.stat();
  const counted = countBytes(readFile(handle));
  return {
    chunks: unpacked(counted.chunks),
    bytesRead: counted.bytes,
    totalBytes: size,
    async confirmUnchanged() {
      const now = await handle.stat();
      if (now.size !== size || now.mtimeMs !== mtimeMs) {
        throw new InputError('The file changed while it was read. Leave it alone and start again.');
      }
    },
    close: () => handle.close(),
  };
}

/** Reading ends with the signal, even if nobody types anything more. */
export function openStream(stream: Readable, interruption: AbortSignal): Source {
  const onInterruption = (): void => void stream.destroy();
  if (interruption.aborted) onInterruption();
  interruption.addEventListener('abort', onInterruption, { once: true });
  const counted = countBytes(stream as AsyncIterable<Buffer>);
  return {
    chunks: unpacked(counted.chunks),
    bytesRead: counted.bytes,
    totalBytes: undefined,
    confirmUnchanged: async () => {},
    async close() {
      interruption.removeEventListener('abort', onInterruption);
      stream.destroy();
    },
  };
}

async function openOrExplain(path: string): Promise<FileHandle> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    if ((await handle.stat()).isFile()) return handle;
  } catch (error) {
    throw new InputError(`The file ${path} cannot be opened (${(error as NodeJS.ErrnoException).code}).`, {
      cause: error,
    });
  }
  await handle.close();
  throw new InputError(`${path} is not a file. For standard input give - instead.`);
}

async function* readFile(handle: FileHandle): AsyncGenerator<Buffer> {
  for (let position = 0; ; ) {
    const { bytesRead, buffer } = await handle.read(
      Buffer.allocUnsafe(CHUNK_BYTES),
      0,
      CHUNK_BYTES,
      position,
    );
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

function countBytes(chunks: AsyncIterable<Buffer>) {
  let total = 0;
  async function* count(): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      total += chunk.length;
      yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    }
  }
  return { chunks: count(), bytes: () => total };
}

async function* unpacked(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let head = Buffer.alloc(0);
  while (head.length < GZIP_MAGIC.length) {
    const next = await chunks.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  async function* whole(): AsyncGenerator<Buffer> {
    if (head.length > 0) yield head;
    yield* chunks;
  }
  if (head.subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC)) yield* gunzip(whole());
  else yield* whole();
}

async function* gunzip(packed: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const source = Readable.from(packed, { objectMode: false });
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  source.on('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (!code.startsWith('Z_')) throw error;
    const how = code === 'Z_BUF_ERROR' ? 'ends in the middle' : 'is damaged';
    throw new InputError(`The gzip input ${how}: fetch it again.`, { cause: error });
  } finally {
    source.destroy();
  }
}
