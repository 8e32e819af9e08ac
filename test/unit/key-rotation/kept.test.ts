import { describe, expect, test } from 'vitest';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { createKept } from '../../../shared/key-rotation/kept.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const MINUTE_MS = 60_000;

/** Confirmations that a test answers one by one. */
function createWorld() {
  const clock = createManualClock();
  const unconfirmed: unknown[] = [];
  const asked: {
    readonly held: object | undefined;
    resolve(value: object): void;
    reject(error: unknown): void;
  }[] = [];
  const kept = createKept<object>({
    clock,
    confirm: (held) => new Promise((resolve, reject) => asked.push({ held, resolve, reject })),
    onUnconfirmed: (error) => unconfirmed.push(error),
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    clock,
    unconfirmed,
    asked,
    kept,
    async answer(at: number, value: object | Error) {
      if (value instanceof Error) asked[at]?.reject(value);
      else asked[at]?.resolve(value);
      await settle();
    },
    async confirmed(value: object) {
      const first = kept();
      asked[0]?.resolve(value);
      await first;
    },
  };
}

const A = { name: 'a' };
const B = { name: 'b' };

describe('what a container has confirmed', () => {
  test('is waited for once by all who come first, and then given without a promise', async () => {
    const { kept, asked, answer } = createWorld();
    const both = [kept(), kept()];
    await answer(0, A);
    expect(await Promise.all(both)).toEqual([A, A]);
    expect(asked).toHaveLength(1);
    expect(kept()).toBe(A);
  });

  test('is confirmed again beside a request once it is older than five minutes', async () => {
    const { kept, asked, answer, clock, confirmed } = createWorld();
    await confirmed(A);
    clock.advance(5 * MINUTE_MS);
    expect(kept()).toBe(A);
    expect(asked).toHaveLength(1);
    clock.advance(1);
    expect(kept()).toBe(A);
    expect(kept()).toBe(A);
    expect(asked).toHaveLength(2);
    expect(asked[1]?.held).toBe(A);
    await answer(1, B);
    expect(kept()).toBe(B);
  });

  test('is used for ten minutes, and after that waits for a confirmation', async () => {
    const { kept, asked, answer, clock, confirmed } = createWorld();
    await confirmed(A);
    clock.advance(10 * MINUTE_MS);
    expect(kept()).toBe(A);
    clock.advance(1);
    await answer(1, new DependencyUnavailable('dynamodb', 'down'));
    clock.advance(5_000);
    const waiting = kept();
    expect(waiting).toBeInstanceOf(Promise);
    expect(asked.at(-1)?.held).toBeUndefined();
    const refused = expect(waiting).rejects.toThrow(DependencyUnavailable);
    await answer(asked.length - 1, new DependencyUnavailable('dynamodb', 'down'));
    await refused;
    const next = kept();
    await answer(asked.length - 1, B);
    expect(await next).toBe(B);
  });

  test('ages by the wall clock while the monotonic one stands still, as in a frozen container', async () => {
    const { kept, clock, confirmed } = createWorld();
    await confirmed(A);
    clock.jumpWall(10 * MINUTE_MS + 1);
    expect(kept()).toBeInstanceOf(Promise);
  });

  test('counts for nothing after the wall clock went back', async () => {
    const { kept, clock, confirmed } = createWorld();
    await confirmed(A);
    clock.jumpWall(-1);
    expect(kept()).toBeInstanceOf(Promise);
  });

  test('counts from when its confirmation began, however long that took', async () => {
    const { kept, answer, clock } = createWorld();
    const first = kept();
    clock.advance(9 * MINUTE_MS);
    await answer(0, A);
    expect(await first).toBe(A);
    expect(kept()).toBe(A);
    clock.advance(MINUTE_MS + 1);
    expect(kept()).toBeInstanceOf(Promise);
  });

  test('is not used at all if its confirmation took longer than it lasts', async () => {
    const { kept, answer, clock } = createWorld();
    const first = kept() as Promise<object>;
    clock.advance(10 * MINUTE_MS + 1);
    await Promise.all([expect(first).rejects.toThrow(DependencyUnavailable), answer(0, A)]);
  });

  test('does not wait for a confirmation that was frozen on its way', async () => {
    const { kept, asked, answer, clock } = createWorld();
    const frozen = kept() as Promise<object>;
    clock.advance(5_000);
    const fresh = kept();
    expect(asked).toHaveLength(2);
    await answer(1, B);
    expect(await fresh).toBe(B);
    await answer(0, B);
    expect(await frozen).toBe(B);
  });

  test('stays when it cannot be confirmed beside a request, which is told and tried again after a while', async () => {
    const { kept, asked, answer, clock, confirmed, unconfirmed } = createWorld();
    await confirmed(A);
    clock.advance(5 * MINUTE_MS + 1);
    kept();
    await answer(1, new DependencyUnavailable('dynamodb', 'down'));
    expect(unconfirmed).toHaveLength(1);
    expect(kept()).toBe(A);
    expect(asked).toHaveLength(2);
    clock.advance(5_000);
    expect(kept()).toBe(A);
    expect(asked).toHaveLength(3);
  });
});
