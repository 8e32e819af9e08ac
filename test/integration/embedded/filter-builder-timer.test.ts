import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startFilterBuilderTimer } from '../../../infra/local/filter-builder-timer.ts';

/** A change log that is only a number, and a builder that appends its marker to it. */
function arrange(
  options: { readonly duringBuild?: (build: number) => number; readonly failures?: number } = {},
) {
  const state = { head: 0, builds: 0, errors: [] as unknown[] };
  let failures = options.failures ?? 0;
  const timer = startFilterBuilderTimer({
    everySeconds: 0.01,
    head: async () => state.head,
    async build() {
      if (failures > 0) {
        failures -= 1;
        throw new Error('S3 is away');
      }
      state.builds += 1;
      state.head += 1 + (options.duringBuild?.(state.builds) ?? 0);
    },
    onFailure: (error) => state.errors.push(error),
  });
  onTestFinished(() => timer.stop());
  return { state, timer };
}

/** Long enough for several turns of the timer. */
const SEVERAL_TURNS_MS = 80;

test('a log that has not moved since the last snapshot is not built again', async () => {
  const { state, timer } = arrange();
  await timer.runNow();
  await pause(SEVERAL_TURNS_MS);
  expect(state.builds).toBe(1);
});

test('a log that has moved is built at the next turn, once', async () => {
  const { state, timer } = arrange();
  await timer.runNow();
  state.head += 5;
  await vi.waitFor(() => expect(state.builds).toBe(2));
  await pause(SEVERAL_TURNS_MS);
  expect(state.builds).toBe(2);
});

test('keys that are appended while a snapshot is built bring about another one', async () => {
  const { state, timer } = arrange({ duringBuild: (build) => (build === 1 ? 3 : 0) });
  await timer.runNow();
  await vi.waitFor(() => expect(state.builds).toBe(2));
  await pause(SEVERAL_TURNS_MS);
  expect(state.builds).toBe(2);
});

test('a build that fails is reported and tried again at the next turn', async () => {
  const { state, timer } = arrange({ failures: 2 });
  await timer.runNow();
  await vi.waitFor(() => expect(state.builds).toBe(1));
  expect(state.errors).toHaveLength(2);
});

test('after stopping nothing is built any more', async () => {
  const { state, timer } = arrange();
  await timer.runNow();
  await timer.stop();
  state.head += 1;
  await pause(SEVERAL_TURNS_MS);
  expect(state.builds).toBe(1);
});
