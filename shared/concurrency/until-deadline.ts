import { DependencyUnavailable } from '../contracts/problem.ts';

/**
 * Waits for a promise no longer than the signal allows, even if the work behind it ignores the signal.
 *
 * @throws DependencyUnavailable when the time is up first.
 */
export function untilDeadline<T>(work: Promise<T>, deadline: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timeIsUp = () => {
      reject(new DependencyUnavailable('dynamodb', 'the time for this check is up', deadline.reason));
    };
    if (deadline.aborted) timeIsUp();
    deadline.addEventListener('abort', timeIsUp, { once: true });
    work.then(resolve, reject).finally(() => deadline.removeEventListener('abort', timeIsUp));
  });
}
