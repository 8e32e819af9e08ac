import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { inSequence } from '../../../functions/cli/importing/in-sequence.ts';

async function* numbers(count: number, failAt?: number): AsyncGenerator<number> {
  for (let n = 1; n <= count; n += 1) {
    if (n === failAt) throw new Error('no more input');
    yield n;
  }
}

const never = new AbortController().signal;

describe('work in sequence', () => {
  test('is finished in the sequence of the items, though it ends in another, and never exceeds the limit', async () => {
    const finished: number[] = [];
    let atWork = 0;
    let most = 0;
    const complete = await inSequence(
      numbers(12),
      { limit: 3, stop: never },
      async (n) => {
        atWork += 1;
        most = Math.max(most, atWork);
        await pause((n % 3) * 3);
        atWork -= 1;
        return n * 10;
      },
      async (n, result) => {
        expect(result).toBe(n * 10);
        finished.push(n);
      },
    );
    expect(complete).toBe(true);
    expect(finished).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(most).toBe(3);
  });

  test('finishes what lies before a failure and nothing behind it', async () => {
    const finished: number[] = [];
    const begun: number[] = [];
    const run = inSequence(
      numbers(20),
      { limit: 4, stop: never },
      async (n) => {
        begun.push(n);
        await pause(n === 6 ? 1 : 4);
        if (n === 6) throw new Error('broken');
      },
      async (n) => void finished.push(n),
    );
    await expect(run).rejects.toThrow('broken');
    expect(finished).toEqual([1, 2, 3, 4, 5]);
    expect(begun.length).toBeLessThan(12);
  });

  test('finishes what is under way when the items fail', async () => {
    const finished: number[] = [];
    const run = inSequence(
      numbers(9, 4),
      { limit: 8, stop: never },
      () => pause(1),
      async (n) => void finished.push(n),
    );
    await expect(run).rejects.toThrow('no more input');
    expect(finished).toEqual([1, 2, 3]);
  });

  test('begins nothing after the wish to stop, and says that it is not complete', async () => {
    const stop = new AbortController();
    const finished: number[] = [];
    const complete = await inSequence(
      numbers(50),
      { limit: 2, stop: stop.signal },
      async (n) => {
        if (n === 5) stop.abort();
        await pause(1);
      },
      async (n) => void finished.push(n),
    );
    expect(complete).toBe(false);
    expect(finished).toEqual([1, 2, 3, 4, 5]);
  });
});
