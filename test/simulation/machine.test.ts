import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createMachine, type Machine } from './machine.ts';
import { createRandom } from './random.ts';
import { createScheduler, START_MS } from './scheduler.ts';
import { withVirtualTimers } from './virtual-timers.ts';

/** What a machine does, and the true times at which it does it, while the world does things to it. */
async function record(
  code: (note: (what: string) => void) => void,
  meanwhile: (machine: Machine, at: (ms: number, happen: () => void) => void) => void,
): Promise<string[]> {
  const scheduler = createScheduler();
  const noted: string[] = [];
  const note = (what: string) => noted.push(`${what} at ${scheduler.nowMs() - START_MS}`);
  const machine = createMachine({
    name: 'one',
    scheduler,
    random: createRandom(1),
    skewMs: 0,
    onCrash: () => note('died'),
  });
  await withVirtualTimers(scheduler, async () => {
    machine.later(0, () => code(note));
    meanwhile(machine, (ms, happen) => scheduler.at(START_MS + ms, happen));
    await scheduler.runUntil(START_MS + 100_000);
  });
  return noted;
}

const inOneSecond = (note: (what: string) => void) => void setTimeout(() => note('rang'), 1_000);

test('a timer counts the time in which its machine runs', async () => {
  expect(await record(inOneSecond, () => {})).toEqual(['rang at 1000']);
  const asleep = await record(inOneSecond, (machine, at) => at(400, () => machine.freeze(5_000)));
  expect(asleep).toEqual(['rang at 6000']);
});

test('nothing of a dead machine goes on', async () => {
  expect(await record(inOneSecond, (machine, at) => at(400, () => machine.crash()))).toEqual(['died at 400']);
});

test('what a module hands to the next turn of the event loop waits for the thaw', async () => {
  const nextTurn = (note: (what: string) => void) => void setImmediate().then(() => note('went on'));
  expect(await record(nextTurn, () => {})).toEqual(['went on at 0']);
  expect(await record(nextTurn, (machine, at) => at(0, () => machine.freeze(7_000)))).toEqual([
    'went on at 7000',
  ]);
});

test('while a machine is frozen its wall clock goes on and its monotonic clock stands still', async () => {
  const read: number[] = [];
  await record(
    () => {},
    (machine, at) => {
      at(1_000, () => machine.freeze(5_000));
      at(8_000, () => read.push(machine.clock.wallMs() - START_MS, machine.clock.monotonicMs()));
    },
  );
  expect(read).toEqual([8_000, 3_000]);
});

test('a backward jump and a freeze that together nobody could notice do not happen to a machine', async () => {
  const read: number[] = [];
  await record(
    () => {},
    (machine, at) => {
      at(1_000, () => machine.freeze(5_000));
      at(7_000, () => machine.jumpWall(-4_000));
      at(8_000, () => read.push(machine.clock.wallMs() - START_MS));
      at(9_000, () => machine.jumpWall(-4_000));
      at(10_000, () => read.push(machine.clock.wallMs() - START_MS));
    },
  );
  expect(read).toEqual([8_000, 6_000]);
});
