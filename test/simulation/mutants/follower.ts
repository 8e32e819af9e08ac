import type { LogEntry, Sequence } from '../../../shared/filter/ports.ts';
import type { Planted } from '../planted.ts';

/** Mistakes in how a container follows the list, and in the snapshots that it follows. */
export const FOLLOWER_MUTANTS: readonly Planted[] = [
  {
    name: 'a filter of any age may say no',
    invariant: 'I1',
    follower: (options) => ({ ...options, maxStalenessMs: Number.POSITIVE_INFINITY }),
  },
  {
    name: 'age is judged by a timer of the container instead of per request',
    invariant: 'I1',
    follower(options, machine) {
      const { clock } = machine;
      let wallMs = clock.wallMs();
      let monotonicMs = clock.monotonicMs();
      const tick = () => {
        wallMs = clock.wallMs();
        monotonicMs = clock.monotonicMs();
        machine.setTimer(500, tick);
      };
      tick();
      return { ...options, clock: { wallMs: () => wallMs, monotonicMs: () => monotonicMs } };
    },
  },
  {
    name: 'age is judged by the monotonic clock alone',
    invariant: 'I1',
    follower: (options, { clock }) => ({
      ...options,
      clock: { wallMs: clock.monotonicMs, monotonicMs: clock.monotonicMs },
    }),
  },
  {
    name: 'a poll that fails counts as one that found nothing new',
    invariant: 'I1',
    follower: (options) => ({
      ...options,
      log: {
        head: options.log.head,
        readAfter: (...args) => options.log.readAfter(...args).catch(() => ({ entries: [], more: false })),
      },
    }),
  },
  {
    name: 'the newest entry of each page is skipped',
    invariant: 'I1',
    follower: (options) => ({
      ...options,
      log: {
        head: options.log.head,
        async readAfter(...args) {
          const { entries, more } = await options.log.readAfter(...args);
          return {
            entries: entries.map((entry, at) => (at === entries.length - 1 ? empty(entry) : entry)),
            more,
          };
        },
      },
    }),
  },
  {
    name: 'a gap in the log is ignored',
    invariant: 'I1',
    follower: (options) => ({
      ...options,
      log: {
        head: options.log.head,
        async readAfter(after, signal) {
          const { entries, more } = await options.log.readAfter(after, signal);
          const missing = (entries[0]?.sequence ?? after + 1) - after - 1;
          const filled = Array.from({ length: missing }, (_, index) =>
            empty({ kind: 'fence', sequence: (after + 1 + index) as Sequence }),
          );
          return { entries: [...filled, ...entries], more };
        },
      },
    }),
  },
  {
    name: 'the builder reads the head of the log after the scan',
    invariant: 'I1',
    builder(options) {
      const scanned: Promise<readonly (readonly never[])[]> = collect(options.listedKeys.scan());
      return {
        ...options,
        log: {
          ...options.log,
          async head(signal) {
            await scanned;
            return await options.log.head(signal);
          },
          put: options.log.put,
          readAfter: options.log.readAfter,
        },
        listedKeys: {
          async *scan() {
            yield* await scanned;
          },
        },
      };
    },
  },
];

function empty({ sequence }: LogEntry): LogEntry {
  return { kind: 'fence', sequence };
}

async function collect<T>(pages: AsyncIterable<T>): Promise<readonly never[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(page);
  return all as never[];
}
