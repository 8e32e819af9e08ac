import { HttpProblem } from '../../../shared/adapters/http/http-problem.ts';
import type { OrderAct, OrderState } from '../../../shared/due-process/life.ts';

export function unknownOrder(): HttpProblem {
  return new HttpProblem('not-found', 'Check the order id: no order was applied under it.');
}

/** A 409 that says where the order stands and what is possible from there, in words and as members. */
export function impossibleAct({
  state,
  possible,
}: {
  readonly state: OrderState;
  readonly possible: readonly OrderAct[];
}): HttpProblem {
  const detail =
    possible.length === 0
      ? `The order is ${state}: nothing more can be done to it. A new restriction is a new order.`
      : `The order is ${state}: this cannot be done to it. Possible: ${possible.join(', ')}.`;
  return new HttpProblem('conflict', detail, { members: { state, possibleActs: possible } });
}
