import { HttpProblem } from '../../../shared/adapters/http/http-problem.ts';
import type { Client } from '../../../shared/adapters/http/token-claims.ts';
import { actsForCourt } from '../../../shared/operators/courts.ts';
import { isCourtCode } from '../../../shared/orders/court-code.ts';

/**
 * The court that a path names, if the client acts for it.
 *
 * @throws HttpProblem 404 for what is no court's code, 403 for another court: that a court exists is no secret.
 */
export function findCourt(courtCode: string, { courts }: Pick<Client, 'courts'>): string {
  if (!isCourtCode(courtCode)) {
    throw new HttpProblem('not-found', 'Check the court code: no court has one of this form.');
  }
  if (!actsForCourt(courts, courtCode)) {
    throw new HttpProblem('forbidden', 'This client does not act for that court: ask as one that does.');
  }
  return courtCode;
}
