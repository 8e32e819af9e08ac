import { createMemoryChangeLog } from '../../../shared/adapters/memory/change-log.ts';
import { createMemorySnapshotManifests } from '../../../shared/adapters/memory/snapshot-manifests.ts';
import { buildSnapshot } from '../../../shared/filter/builder.ts';
import { fillFilter } from '../../../shared/filter/fill-filter.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { createFileFolder } from './file-folder.ts';
import { megabytes, type Row, seconds } from './row.ts';
import { syntheticListedKeys } from './synthetic-keys.ts';

/** Hashing and setting the bits of so many keys, alone and as a whole build with its file on disk. */
export async function measureBuilding(keys: number): Promise<readonly Row[]> {
  const listedKeys = syntheticListedKeys(keys, 1);
  const generatingFrom = performance.now();
  for await (const _ of listedKeys.scan());
  const generatingMs = performance.now() - generatingFrom;

  const before = process.memoryUsage.rss();
  const cpuFrom = process.cpuUsage();
  const report = await buildSnapshot({
    listedKeys,
    log: createMemoryChangeLog(),
    manifests: createMemorySnapshotManifests(),
    files: createFileFolder(),
    clock: systemClock,
    secretVersion: 'bench',
    newFileId: () => 'bench',
    expectedKeys: keys,
    absentProbes: 1_000_000,
    peakMemoryBytes: () => process.resourceUsage().maxRSS * 1_024,
  });
  const cpu = process.cpuUsage(cpuFrom);

  const fillingFrom = performance.now();
  await fillFilter(listedKeys, keys);
  const fillingMs = performance.now() - fillingFrom - generatingMs;
  return [
    [
      'keys, bits, sequence, scans',
      `${report.keys}, ${report.sizeBits}, ${report.sequence}, ${report.scans}`,
    ],
    ['hashing and setting bits', seconds(fillingMs)],
    ['whole build, the making of keys included', seconds(report.seconds * 1_000)],
    ['CPU of it, user and system', seconds((cpu.user + cpu.system) / 1_000)],
    ['false positives among 1,000,000 absent keys', String(report.measuredFalsePositiveRate)],
    ['file', megabytes(report.fileBytes)],
    ['peak memory of the process, over what it had', megabytes((report.peakMemoryBytes ?? 0) - before)],
  ];
}
