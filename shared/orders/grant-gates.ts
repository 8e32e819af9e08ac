import { TRAVEL_BY_AIR_OR_RAIL } from '../contracts/items.ts';
import type { OrderDocument } from '../contracts/list-change.ts';
import type { FieldProblem } from '../contracts/problem.ts';
import { aMonthAfter } from './calendar-month.ts';

type GrantDocument = OrderDocument['grants'][number];

/**
 * What the law asks of a court's permissions. Pointers are relative to the order document.
 * Source: Good-faith opinion (Fa Fa [2019] 35) art. 17(3) on temporary lifts, Provisions (Fa Shi [2015] 17) art. 3,
 * last paragraph, on consumption with personal property.
 */
export function checkGrants(order: OrderDocument): readonly FieldProblem[] {
  const seen = new Set<string>();
  return order.grants.flatMap((grant, index) => {
    const problems = [...checkGrant(grant, order)];
    if (seen.has(grant.grantId)) {
      problems.push({ pointer: '/grantId', detail: 'must differ from the other grants of the order' });
    }
    seen.add(grant.grantId);
    return problems.map(({ pointer, detail }) => ({ pointer: `/grants/${index}${pointer}`, detail }));
  });
}

function* checkGrant(grant: GrantDocument, order: OrderDocument): Generator<FieldProblem> {
  if (grant.to <= grant.from) yield { pointer: '/to', detail: 'must be later than the begin of the grant' };
  switch (grant.kind) {
    case 'temporary':
      yield* checkTemporary(grant);
      break;
    case 'single':
      if (grant.uses !== 1) yield { pointer: '/uses', detail: 'must be 1 for a single lift' };
      break;
    case 'personal-property':
      if (order.subject.role === 'debtor') {
        yield {
          pointer: '/kind',
          detail: 'must be another kind: consumption with personal property is for officers of a debtor',
        };
      }
      break;
    case 'necessity':
      break;
  }
}

function* checkTemporary(grant: GrantDocument): Generator<FieldProblem> {
  if (grant.approvedBy !== 'president') {
    yield {
      pointer: '/approvedBy',
      detail: 'must be president: only the president of the court lifts temporarily',
    };
  }
  const misplaced = grant.items.findIndex((item) => !TRAVEL_BY_AIR_OR_RAIL.includes(item));
  if (misplaced !== -1) {
    yield {
      pointer: `/items/${misplaced}`,
      detail: `must be one of ${TRAVEL_BY_AIR_OR_RAIL.join(', ')} for a temporary lift`,
    };
  }
  if (grant.to > aMonthAfter(grant.from)) {
    yield { pointer: '/to', detail: 'must be at most one month after the begin of a temporary lift' };
  }
}
