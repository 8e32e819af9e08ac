import type { DecisionId, OperatorId } from '../contracts/ids.ts';
import type { InterceptionKey } from '../interceptions/ports.ts';

/** Denials of each operator, its decisions sorted, so that the same denials make the same notice. */
export function byOperator<Denial extends InterceptionKey>(
  denials: readonly Denial[],
): readonly {
  readonly operatorId: OperatorId;
  readonly denials: readonly Denial[];
  readonly decisionIds: readonly DecisionId[];
}[] {
  return [...Map.groupBy(denials, ({ operatorId }) => operatorId)].map(([operatorId, ofOperator]) => ({
    operatorId,
    denials: ofOperator,
    decisionIds: ofOperator.map(({ decisionId }) => decisionId).sort(),
  }));
}
