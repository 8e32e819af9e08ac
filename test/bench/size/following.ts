import { randomFillSync } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createMemoryChangeLog } from '../../../shared/adapters/memory/change-log.ts';
import { createMemorySnapshotManifests } from '../../../shared/adapters/memory/snapshot-manifests.ts';
import { createS3SnapshotFiles } from '../../../shared/adapters/s3/snapshot-files.ts';
import { filterSizeFor } from '../../../shared/filter/bloom-filter.ts';
import { createFollower, type Follower } from '../../../shared/filter/follower.ts';
import type {
  Sequence,
  SnapshotManifest,
  SnapshotReader,
  SnapshotWriter,
} from '../../../shared/filter/ports.ts';
import { createSnapshotDraft, decodeSnapshot } from '../../../shared/filter/snapshot-format.ts';
import { createS3Client } from '../../../shared/runtime/aws-clients.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { createFileFolder } from './file-folder.ts';
import { megabytes, milliseconds, type Row } from './row.ts';
import { startEngine } from './start-engine.ts';
import { bufferBytesInUse, median, type Watched, watchEventLoop } from './timing.ts';

const LOADS = 7;

/** Loading a snapshot for so many keys, from a file and from S3, while the event loop is watched. */
export async function measureFollowing(keys: number): Promise<readonly Row[]> {
  const { told, stop } = await startEngine<{ endpoint: string; bucket: string }>('s3-engine.ts');
  const client = createS3Client({ region: 'us-east-1', endpoint: told.endpoint, profile: 'files' });
  const s3 = createS3SnapshotFiles({ client, bucket: told.bucket });
  const folder = createFileFolder();
  const manifest = await publish(keys, [s3, folder]);
  try {
    const whole = await folder.read(manifest.name, manifest.fileBytes);
    const verifying: number[] = [];
    for (let n = 0; n < LOADS; n++) {
      const from = performance.now();
      await decodeSnapshot(whole, manifest, 'bench');
      verifying.push(performance.now() - from);
    }
    return [
      ['file', megabytes(manifest.fileBytes)],
      ...rowsOf('an idle event loop', [await watchEventLoop(() => pause(300))]),
      ['verifying', milliseconds(median(verifying))],
      ...(await loadFrom('a file', folder, manifest)),
      ...(await loadFrom('S3', s3, manifest)),
    ];
  } finally {
    client.destroy();
    stop();
  }
}

/** A file with bits as dense as real ones; loading does not depend on which they are. */
async function publish(keys: number, stores: readonly SnapshotWriter[]): Promise<SnapshotManifest> {
  const draft = createSnapshotDraft(filterSizeFor(keys));
  randomFillSync(draft.filter.bits);
  const description = { name: 'filter-bench.bin', secretVersion: 'bench', keyCount: keys, builtAtMs: 1 };
  const { bytes, manifest } = await draft.seal({ ...description, sequence: 0 as Sequence });
  for (const store of stores) await store.write(manifest.name, bytes);
  return manifest;
}

async function loadFrom(where: string, files: SnapshotReader, manifest: SnapshotManifest): Promise<Row[]> {
  const log = createMemoryChangeLog();
  const manifests = createMemorySnapshotManifests();
  await manifests.moveForward(manifest);
  const watched: Watched[] = [];
  const before = bufferBytesInUse();
  let follower: Follower | undefined;
  for (let n = 0; n < LOADS; n++) {
    const loading = createFollower({ log, manifests, files, clock: systemClock, secretVersion: 'bench' });
    watched.push(await watchEventLoop(() => caughtUp(loading)));
    follower = loading;
  }
  const held = bufferBytesInUse() - before;
  if (!follower?.status().usable) throw new Error('the follower has no filter');
  return [
    ...rowsOf(`loading from ${where}`, watched),
    ['  memory held by the follower', `${(held / manifest.fileBytes).toFixed(3)} times the file`],
  ];
}

function rowsOf(what: string, watched: readonly Watched[]): Row[] {
  const both = (values: readonly number[]) =>
    `${milliseconds(median(values))}, at worst ${milliseconds(Math.max(...values))}`;
  return [
    [what, both(watched.map(({ tookMs }) => tookMs))],
    ['  processor time of this thread', both(watched.map(({ threadMs }) => threadMs))],
    ['  longest wait meanwhile', both(watched.map(({ longestWaitMs }) => longestWaitMs))],
    ['  longest turn, processor time', both(watched.map(({ longestTurnMs }) => longestTurnMs))],
  ];
}

async function caughtUp(follower: Follower): Promise<void> {
  await follower.poll();
  await follower.idle();
  const { problem } = follower.status();
  if (problem) throw new Error(`${problem.reason}: ${problem.detail}`);
}
