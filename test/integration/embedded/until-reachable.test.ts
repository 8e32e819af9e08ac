import { expect, test } from 'vitest';
import { untilReachable } from '../../../infra/local/until-reachable.ts';
import { recordingLogger } from './recording-logger.ts';

function failingTimes(failures: number): () => Promise<string> {
  let left = failures;
  return async () => {
    left -= 1;
    if (left >= 0) throw new Error('connection refused');
    return 'reached';
  };
}

test('an engine elsewhere that is down at the start is waited for, with a log line each time', async () => {
  const logger = recordingLogger();
  const { signal } = new AbortController();
  expect(await untilReachable(failingTimes(2), { patient: true, signal, logger })).toBe('reached');
  expect(logger.codes()).toEqual(['local.engine-unreachable', 'local.engine-unreachable']);
});

test('an engine of our own that fails ends the start', async () => {
  const { signal } = new AbortController();
  const options = { patient: false, signal, logger: recordingLogger() };
  await expect(untilReachable(failingTimes(1), options)).rejects.toThrow('connection refused');
});

test('waiting ends when the service is stopped', async () => {
  const stopping = new AbortController();
  const waiting = untilReachable(failingTimes(1_000), {
    patient: true,
    signal: stopping.signal,
    logger: recordingLogger(),
  });
  setTimeout(() => stopping.abort(), 20);
  await expect(waiting).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
});
