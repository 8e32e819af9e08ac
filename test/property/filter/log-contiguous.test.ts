import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryChangeLog } from '../../../shared/adapters/memory/change-log.ts';
import { appendToLog } from '../../../shared/filter/append.ts';
import { BEFORE_FIRST, type ChangeLog, type LogEntry } from '../../../shared/filter/ports.ts';
import { formatSubjectKey } from '../../../shared/identity/subject-key.ts';
import { keyOf } from '../../unit/filter/filter-world.ts';

/** The log as one appender sees it: each of its steps waits for its turn, and some of its answers are lost. */
function appenderView(log: ChangeLog, scheduler: fc.Scheduler, losesAnswer: () => boolean): ChangeLog {
  return {
    ...log,
    async head() {
      await scheduler.schedule(Promise.resolve(), 'head');
      return await log.head();
    },
    async put(sequence, payload) {
      await scheduler.schedule(Promise.resolve(), 'put');
      const outcome = await log.put(sequence, payload);
      // The client repeats the put, whose condition then fails.
      return outcome === 'appended' && losesAnswer() ? 'taken' : outcome;
    },
  };
}

describe('a log with several appenders', () => {
  it('is 1, 2, 3 … without gap or repeat and holds every key, in whatever turns they take and whatever answers are lost', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 2, max: 6 }),
        fc.integer({ min: 1, max: 4 }),
        fc.infiniteStream(fc.nat(9)),
        async (scheduler, appenders, appends, luck) => {
          const log = createMemoryChangeLog();
          const losesAnswer = () => luck.next().value === 0;
          const appender = async (number: number) => {
            const view = appenderView(log, scheduler, losesAnswer);
            const sequences: number[] = [];
            for (let n = 0; n < appends; n++)
              sequences.push(await appendToLog(view, { kind: 'keys', keys: [keyOf(number * 100 + n)] }));
            return sequences;
          };
          const running = Promise.all(Array.from({ length: appenders }, (_, number) => appender(number)));
          const acknowledged = await scheduler.waitFor(running);

          const entries: LogEntry[] = [];
          for (let more = true; more; ) {
            const page = await log.readAfter(entries.at(-1)?.sequence ?? BEFORE_FIRST);
            entries.push(...page.entries);
            more = page.more;
          }
          expect(entries.map((entry) => entry.sequence)).toEqual(entries.map((_, index) => index + 1));
          for (const [number, sequences] of acknowledged.entries()) {
            expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
            for (const [n, sequence] of sequences.entries()) {
              const entry = entries[sequence - 1];
              const keys = entry?.kind === 'keys' ? entry.keys.map(formatSubjectKey) : [];
              expect(keys).toEqual([formatSubjectKey(keyOf(number * 100 + n))]);
            }
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
