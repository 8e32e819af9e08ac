/** Limits of SendMessageBatch. */
export const MAX_BATCH_ENTRIES = 10;
export const MAX_BATCH_BYTES = 256 * 1024;

/**
 * Divides message bodies into batches, in sequence, none over either limit of SendMessageBatch.
 *
 * @param bytesBeside what the attributes of each message take, which count like its body
 * @throws RangeError if one body alone is over the limit of bytes; whoever makes bodies keeps them below.
 */
export function divideIntoBatches(bodies: readonly string[], bytesBeside = 0): string[][] {
  const batches: string[][] = [];
  let batch: string[] = [];
  let batchBytes = 0;
  for (const body of bodies) {
    const bytes = Buffer.byteLength(body) + bytesBeside;
    if (bytes > MAX_BATCH_BYTES) throw new RangeError('a message is larger than the queue takes');
    if (batch.length === MAX_BATCH_ENTRIES || batchBytes + bytes > MAX_BATCH_BYTES) {
      batches.push(batch);
      batch = [];
      batchBytes = 0;
    }
    batch.push(body);
    batchBytes += bytes;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
