import { randomFillSync } from 'node:crypto';
import { filterSizeFor } from '../../../shared/filter/bloom-filter.ts';
import { BEFORE_FIRST } from '../../../shared/filter/ports.ts';
import { createSnapshotDraft, decodeSnapshot } from '../../../shared/filter/snapshot-format.ts';
import { SUBJECT_KEY_BYTES, type SubjectKey } from '../../../shared/identity/subject-key.ts';
import { quantileOf } from '../quantile.ts';
import { engineOver } from './engine-over.ts';
import type { GrowthPoint } from './growth-point.ts';
import { measureEngine } from './measure-engine.ts';
import { measureLookup } from './measure-lookup.ts';

/*
 * A process of its own for each number of keys, so that none finds the memory or the compiled code of another. Its
 * argument is the number; it sends one message.
 */

const CHUNK_KEYS = 16_384;
const LOADS = 5;
const SECRET_VERSION = '1';

process.send?.(await measure(Number(process.argv[2])));
process.disconnect();

async function measure(keys: number): Promise<GrowthPoint> {
  const { bytes, manifest, buildMs } = await build(keys);
  const loads = new Float64Array(LOADS);
  for (let load = 0; load < LOADS; load++) {
    const before = performance.now();
    const decoded = await decodeSnapshot(bytes, manifest, SECRET_VERSION);
    loads[load] = performance.now() - before;
    if (decoded.kind !== 'verified') throw new Error(`the snapshot is refused: ${decoded.reason}`);
  }
  const decoded = await decodeSnapshot(bytes, manifest, SECRET_VERSION);
  if (decoded.kind !== 'verified') throw new Error(`the snapshot is refused: ${decoded.reason}`);
  const lookup = measureLookup(decoded.filter);
  return {
    keys,
    buildMs,
    loadMs: quantileOf(loads.sort(), 0.5),
    memoryBytes: decoded.filter.bits.buffer.byteLength,
    lookupNs: lookup.p50Ns,
    lookupP99Ns: lookup.p99Ns,
    engine: await measureEngine(engineOver(decoded.filter)),
  };
}

async function build(keys: number) {
  const draft = createSnapshotDraft(filterSizeFor(keys));
  const chunk = new Uint8Array(CHUNK_KEYS * SUBJECT_KEY_BYTES);
  const views = Array.from(
    { length: CHUNK_KEYS },
    (_, at) => chunk.subarray(at * SUBJECT_KEY_BYTES, (at + 1) * SUBJECT_KEY_BYTES) as SubjectKey,
  );
  let buildMs = 0;
  for (let from = 0; from < keys; from += CHUNK_KEYS) {
    randomFillSync(chunk);
    const before = performance.now();
    for (const key of views.slice(0, keys - from)) draft.filter.insert(key);
    buildMs += performance.now() - before;
  }
  const sealed = await draft.seal({
    name: 'growth',
    secretVersion: SECRET_VERSION,
    keyCount: keys,
    sequence: BEFORE_FIRST,
    builtAtMs: 0,
  });
  return { ...sealed, buildMs };
}
