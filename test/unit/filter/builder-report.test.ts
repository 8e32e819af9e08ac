import { describe, expect, it } from 'vitest';
import { type BuildOptions, buildSnapshot } from '../../../shared/filter/builder.ts';
import { BEFORE_FIRST } from '../../../shared/filter/ports.ts';
import { createFilterWorld, keyOf, keysOf } from './filter-world.ts';

describe('a build', () => {
  it('gives its caller’s signal to every step that can wait', async () => {
    const world = createFilterWorld();
    await world.list(...keysOf(1, 3));
    const { signal } = new AbortController();
    const without: string[] = [];
    const seen = new Set<string>();
    /** The port with a note of each call that came without the signal. */
    function watched<Port extends object>(name: string, port: Port): Port {
      const methods = Object.entries(port).map(([method, call]) => [
        method,
        (...args: unknown[]) => {
          seen.add(`${name}.${method}`);
          if (!args.includes(signal)) without.push(`${name}.${method}`);
          return (call as (...all: unknown[]) => unknown)(...args);
        },
      ]);
      return Object.fromEntries(methods) as Port;
    }
    const options: Partial<BuildOptions> = {
      log: watched('log', world.log),
      listedKeys: watched('listedKeys', world.listedKeys),
      manifests: watched('manifests', world.manifests),
      files: watched('files', world.files),
      signal,
    };
    await world.build(options);
    await world.build({ ...options, required: true });
    expect(without).toEqual([]);
    expect([...seen].sort()).toEqual([
      'files.read',
      'files.write',
      'listedKeys.scan',
      'log.head',
      'log.put',
      'log.readAfter',
      'manifests.current',
      'manifests.moveForward',
    ]);
  });

  it('that is required puts a fence into the log before it scans, and its marker after it', async () => {
    const world = createFilterWorld();
    world.listed.push(keyOf(1));
    await world.build({ required: true });
    expect((await world.log.readAfter(BEFORE_FIRST)).entries).toEqual([
      { kind: 'fence', sequence: 1 },
      { kind: 'snapshot', sequence: 2, covers: 1, required: true },
    ]);
  });

  it('writes a file whose name sorts by sequence and tells which build made it', async () => {
    const world = createFilterWorld();
    for (let entry = 1; entry <= 12; entry++) await world.list(keyOf(entry));
    expect((await world.build()).name).toBe('filter-0000000000000012-build-1.bin');
  });

  it('reports the size of its file and how long it took by the clock that never jumps', async () => {
    const world = createFilterWorld();
    const report = await world.build({
      listedKeys: {
        async *scan() {
          world.clock.advance(2_500);
          world.clock.jumpWall(-3_600_000);
          yield [keyOf(1)];
        },
      },
    });
    expect(report).toMatchObject({ seconds: 2.5, keys: 1, scans: 1 });
    expect(report.fileBytes).toBe((await world.files.read(report.name, 1_000_000)).length);
  });

  it.each([1, 4_000])('of %i keys looks up 50,000 absent ones unless it is told otherwise', async (count) => {
    const world = createFilterWorld();
    await world.list(...keysOf(1, count));
    const { manifests, files, log, listedKeys, clock } = world;
    const report = await buildSnapshot({
      manifests,
      files,
      log,
      listedKeys,
      clock,
      secretVersion: 'test-1',
      newFileId: () => 'one',
    });
    expect(report.absentProbes).toBe(50_000);
    expect(report.measuredFalsePositiveRate).toBeLessThan(4e-4);
  });
});
