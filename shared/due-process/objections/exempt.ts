import type { DocumentInput } from '../../contracts/document.ts';
import type { ChangeId, OrderId } from '../../contracts/ids.ts';
import type { FieldProblem } from '../../contracts/problem.ts';
import { clearDocuments } from '../acts/clear-documents.ts';
import { type ActDependencies, performAct } from '../acts/perform-act.ts';
import type { Actor } from './advance.ts';

export type Exemption =
  /** `changeId`: the change of the order that exempts; absent when these documents match nobody already. */
  | { readonly kind: 'exempt'; readonly changeId?: ChangeId }
  | { readonly kind: 'impossible'; readonly detail: string }
  /** Pointers are relative to `{documents}`. */
  | { readonly kind: 'invalid'; readonly problems: readonly FieldProblem[] };

/** Makes documents of an order match nobody any more, at once, while the order stays. Safe to repeat. */
export type ClearDocuments = (
  orderId: OrderId,
  documents: readonly DocumentInput[],
  actor: Actor & { readonly requestId: string },
) => Promise<Exemption>;

/** Clears documents by the act that does so, with all its gates: the next version of the order takes them out. */
export function createClearDocuments(
  actDependencies: () => ActDependencies | Promise<ActDependencies>,
): ClearDocuments {
  return async (orderId, documents, { actor, staff, requestId }) => {
    const body = { documents, ...(staff === undefined ? {} : { staff }) };
    const answer = await performAct(
      { orderId, act: clearDocuments, body, actor, requestId },
      await actDependencies(),
    );
    switch (answer.kind) {
      case 'accepted':
        return { kind: 'exempt', changeId: answer.changeId };
      case 'refused':
        return { kind: 'exempt' };
      case 'invalid':
        return answer;
      case 'under-way':
        return {
          kind: 'impossible',
          detail: 'Another act on this order is under way: send the decision again in a moment.',
        };
      case 'impossible':
        return {
          kind: 'impossible',
          detail: `The order is ${answer.state}: its documents match nobody. Decide without clear.`,
        };
      case 'defective-order':
        return {
          kind: 'impossible',
          detail:
            'The order itself lacks what the law asks: release or cancel it instead of clearing documents.',
        };
      case 'unknown-order':
      case 'not-found':
        return { kind: 'impossible', detail: 'There is no such order any more.' };
    }
  };
}
