import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { timedInFlight } from '../../bench/peers/in-flight.ts';

describe('calls in flight', () => {
  test.each([1, 8])('are %d at once and never more', async (inFlight) => {
    let running = 0;
    let most = 0;
    const slice = timedInFlight(
      async () => {
        running += 1;
        most = Math.max(most, running);
        await wait(2);
        running -= 1;
      },
      inFlight,
      30,
    );
    const { calls, timesUs } = await slice(false);
    expect(most).toBe(inFlight);
    expect(running).toBe(0);
    expect(calls).toBe(timesUs.length);
    expect(Math.min(...timesUs)).toBeGreaterThan(1_000);
  });

  test('take the next question each, in all turns', async () => {
    const asked: number[] = [];
    const slice = timedInFlight((turn) => void asked.push(turn), 1, 2);
    await slice(false);
    await slice(false);
    expect(asked.slice(0, 5)).toEqual([0, 1, 2, 3, 4]);
    expect(new Set(asked).size).toBe(asked.length);
  });

  test('end the run when one of them fails', async () => {
    const slice = timedInFlight(() => Promise.reject(new Error('a wrong answer')), 4, 10);
    await expect(slice(false)).rejects.toThrow('a wrong answer');
  });
});
