import { expect, test } from 'vitest';
import { startTimeLimit, TimeUp } from '../../../shared/client/transport/time-limit.ts';
import { createFakeClock } from './fake-clock.ts';

const failure = async (work: Promise<unknown>) =>
  await work.then(
    () => undefined,
    (error: unknown) => error,
  );
const never = new Promise<never>(() => undefined);

test('work that takes too long is left behind, whether or not it heeds the signal', async () => {
  const clock = createFakeClock();
  const limit = startTimeLimit(clock, 100);
  const work = failure(limit.within(never));
  await clock.pass(99);
  expect(limit.remainingMs()).toBe(1);
  await clock.pass(1);
  expect(await work).toBeInstanceOf(TimeUp);
  expect(limit.signal.aborted).toBe(true);
  expect(limit.remainingMs()).toBe(0);
});

test('a part ends with what it is part of, and for its reason', async () => {
  const clock = createFakeClock();
  const whole = new AbortController();
  const part = startTimeLimit(clock, 1_000, whole.signal);
  const work = failure(part.within(never));
  const reason = new Error('the whole is over');
  whole.abort(reason);
  expect(await work).toBe(reason);
  expect(part.remainingMs()).toBe(0);
});

test('a part of what is over already does not begin', async () => {
  const clock = createFakeClock();
  const reason = new Error('over');
  const part = startTimeLimit(clock, 1_000, AbortSignal.abort(reason));
  expect(await failure(part.within(never))).toBe(reason);
  expect(await failure(part.sleep(10))).toBe(reason);
});

test('a limit that ended lets go of its timer and of what it was part of', async () => {
  const clock = createFakeClock();
  const whole = new AbortController();
  const part = startTimeLimit(clock, 1_000, whole.signal);
  part.end();
  whole.abort(new Error('later'));
  expect(part.signal.aborted).toBe(false);
  expect(clock.timers()).toBe(0);
});

test('a sleep takes as long as it should and leaves no timer', async () => {
  const clock = createFakeClock();
  const limit = startTimeLimit(clock, 1_000);
  const from = clock.monotonicMs();
  await clock.run(limit.sleep(300));
  expect(clock.monotonicMs() - from).toBe(300);
  limit.end();
  expect(clock.timers()).toBe(0);
});
