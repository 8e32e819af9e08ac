import { checkScope } from '../../../../shared/contracts/scopes.ts';
import { SECTORS } from '../../../../shared/contracts/sectors.ts';
import { json, type Operation } from '../operation.ts';
import { checkAnswer, checkRequest, outcomeReport } from '../schemas/checks.ts';

/** Whoever may check in any sector is an operator. */
export const OPERATOR_SCOPES = SECTORS.map((sector) => checkScope(sector));

export const CHECK_OPERATIONS: readonly Operation[] = [
  {
    method: 'post',
    path: '/v1/checks',
    id: 'checkPurchase',
    tag: 'Checks',
    summary: 'Ask before you sell',
    description:
      'May this purchase go ahead for these people or organizations? Answered in milliseconds, within one second in all cases. Ask at each checkpoint: the sale, a change, the fulfilment of a waitlist, a redemption of miles, check-in. The token needs the scope of the purchase’s sector. One bad document is answered with 422 before anybody is looked up. Asking again is safe and gives the same decision, so no Idempotency-Key is taken here.',
    access: OPERATOR_SCOPES,
    body: json(checkRequest),
    answers: { 200: { description: 'The decision about each subject.', content: json(checkAnswer) } },
  },
  {
    method: 'post',
    path: '/v1/checks/{checkId}/outcome',
    id: 'reportOutcome',
    tag: 'Checks',
    summary: 'Report what became of a check',
    description:
      'Report it for every check, allowed or denied: a grant that was held for 15 minutes is used up by `sold`, and given back otherwise. Reporting again is safe.',
    access: OPERATOR_SCOPES,
    body: json(outcomeReport),
    answers: {
      204: { description: 'The report is taken. It looks the same whatever the check left behind.' },
    },
    problems: ['not-found'],
  },
];
