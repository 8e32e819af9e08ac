import { expect, test } from 'vitest';
import { inParallel } from '../../../shared/concurrency/in-parallel.ts';

const tick = () => new Promise((resolve) => setImmediate(resolve));

test('at most so many are under way at a time, and results keep their places', async () => {
  let running = 0;
  let most = 0;
  const results = await inParallel([5, 1, 4, 2, 3], 2, async (ticks, index) => {
    most = Math.max(most, ++running);
    for (let n = 0; n < ticks; n++) await tick();
    running--;
    return `${index}:${ticks}`;
  });
  expect(results).toEqual(['0:5', '1:1', '2:4', '3:2', '4:3']);
  expect(most).toBe(2);
});

test('after a failure nothing new begins, and what is under way ends first', async () => {
  const ended: number[] = [];
  const work = inParallel([1, 2, 3, 4], 2, async (n) => {
    await tick();
    if (n === 1) throw new Error('first');
    await tick();
    ended.push(n);
  });
  await expect(work).rejects.toThrow('first');
  expect(ended).toEqual([2]);
});

test('nothing to do is done at once', async () => {
  expect(await inParallel([], 4, async () => 1)).toEqual([]);
});
