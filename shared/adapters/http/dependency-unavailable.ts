import { HttpProblem } from './http-problem.ts';

/** How long a caller should wait after a fault of something we depend on: such faults mostly pass in a moment. */
const RETRY_AFTER_SECONDS = 1;

/** The 503 for a fault of something that we depend on. */
export function dependencyUnavailable(cause: unknown): HttpProblem {
  return new HttpProblem('dependency-unavailable', 'Nothing was decided. Try again in a moment.', {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    cause,
  });
}
