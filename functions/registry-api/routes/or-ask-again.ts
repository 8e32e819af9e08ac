import { HttpProblem } from '../../../shared/adapters/http/http-problem.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';

/** After a fault of DynamoDB or SQS; such faults mostly pass in a moment. */
const RETRY_AFTER_SECONDS = 2;

/**
 * Does something that can be done again after a fault.
 *
 * @param howTo what the caller sends again, and why that is safe
 * @throws HttpProblem 503 when a part may not have been done; nothing that was done is lost.
 */
export async function orAskAgain<T>(howTo: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DependencyUnavailable)) throw error;
    throw new HttpProblem('dependency-unavailable', howTo, {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      cause: error,
    });
  }
}
