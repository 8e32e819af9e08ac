import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startWithTimeLimit, TimeLimitExceeded } from '../../../shared/filter/time-limit.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('a step with a time limit', () => {
  it('leaves no timer behind once it is done, so that it keeps no process alive', async () => {
    const step = startWithTimeLimit(2_000, async () => 'done');
    expect(vi.getTimerCount()).toBe(1);
    expect(await step.done).toBe('done');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is given up after that time, with an error that says how long it was', async () => {
    let seen: AbortSignal | undefined;
    const step = startWithTimeLimit(2_000, (signal) => {
      seen = signal;
      return new Promise(() => {});
    });
    const outcome = step.done.catch((error: unknown) => error);
    vi.advanceTimersByTime(1_999);
    expect(seen?.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    const error = await outcome;
    expect(error).toBeInstanceOf(TimeLimitExceeded);
    expect(error).toMatchObject({ name: 'TimeLimitExceeded', message: 'not done within 2000 ms' });
    expect(seen?.reason).toBe(error);
  });
});
