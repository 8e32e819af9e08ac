import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startAuditCheckpointTimer } from '../../../infra/local/audit-checkpoint-timer.ts';

/** An audit that is only a number of entries. */
function arrange(options: { readonly everySeconds?: number; readonly write?: () => Promise<void> } = {}) {
  const state = { entries: 3, checkpoints: [] as number[], errors: [] as unknown[] };
  const timer = startAuditCheckpointTimer({
    everySeconds: options.everySeconds ?? 0.01,
    size: async () => state.entries,
    async write() {
      await options.write?.();
      state.checkpoints.push(state.entries);
      return { entries: state.entries };
    },
    onFailure: (error) => state.errors.push(error),
  });
  onTestFinished(() => timer.stop());
  return { state, timer };
}

const SEVERAL_TURNS_MS = 80;

test('an audit that has not grown gets no further checkpoint', async () => {
  const { state, timer } = arrange();
  await timer.runNow();
  await pause(SEVERAL_TURNS_MS);
  expect(state.checkpoints).toEqual([3]);
});

test('an audit that has grown gets one at the next turn', async () => {
  const { state, timer } = arrange();
  await timer.runNow();
  state.entries = 5;
  await vi.waitFor(() => expect(state.checkpoints).toEqual([3, 5]));
});

test('stopping writes a last one of what was done since', async () => {
  const { state, timer } = arrange({ everySeconds: 600 });
  await timer.runNow();
  state.entries = 4;
  await timer.stop();
  expect(state.checkpoints).toEqual([3, 4]);
});

test('stopping does not wait long for an engine that is gone', async () => {
  const { state, timer } = arrange({ everySeconds: 600, write: () => new Promise(() => undefined) });
  const from = performance.now();
  await timer.stop();
  expect(performance.now() - from).toBeLessThan(2_000);
  expect(state.checkpoints).toEqual([]);
});

test('one that failed is reported and tried again at the next turn', async () => {
  const faults = [new Error('S3 is away')];
  const { state } = arrange({
    write: async () => {
      const fault = faults.shift();
      if (fault) throw fault;
    },
  });
  await vi.waitFor(() => expect(state.checkpoints).toEqual([3]));
  expect(state.errors).toHaveLength(1);
});
