import type { OrderDocument } from '../contracts/list-change.ts';
import type { FieldProblem } from '../contracts/problem.ts';
import { parseCaseNumber } from './case-number.ts';
import { isCourtCode } from './court-code.ts';
import { checkGrants } from './grant-gates.ts';
import { checkFullAge, checkSubject } from './subject-gates.ts';

/** Clocks of courts may be ahead of ours by this much before what they record counts as not yet happened. */
export const CLOCK_TOLERANCE_MS = 5 * 60_000;

/**
 * What keeps an order out of the register. Pointers are relative to the order document (`/signedBy`); each detail
 * says what to do and never repeats what was sent.
 *
 * The gates of imposing (signature, service, warning, full age) hold for active orders alone. Letting go is the safe
 * direction: a release, cancellation or suspension must never fail for a defect of the order that it takes away, so
 * only its form is checked.
 *
 * @param nowMs wall clock at intake
 */
export function checkGates(order: OrderDocument, nowMs: number): readonly FieldProblem[] {
  return [
    ...checkForm(order),
    ...checkSubject(order),
    ...checkGrants(order),
    ...(order.status === 'active' ? checkImposing(order, nowMs) : []),
  ];
}

function* checkForm(order: OrderDocument): Generator<FieldProblem> {
  if (!isCourtCode(order.court.code)) {
    yield {
      pointer: '/court/code',
      detail:
        'must be a court code: 最高法, or a province character with none, two or four digits, such as 京0105',
    };
  }
  const caseNumber = parseCaseNumber(order.caseNumber);
  if (caseNumber.kind === 'invalid') yield { pointer: '/caseNumber', detail: caseNumber.detail };
  if (order.period.to !== null && order.period.to <= order.period.from) {
    yield { pointer: '/period/to', detail: 'must be later than the begin of the period, or null' };
  }
  if (order.endReason === 'role-ended' && order.subject.role === 'debtor') {
    yield {
      pointer: '/endReason',
      detail: 'must be another reason: role-ended is for officers of a debtor who left their office',
    };
  }
}

/**
 * Source: Provisions (Fa Shi [2015] 17) art. 5 (the order is served and signed by the president of the court);
 * Fa Shi [2017] 7 (a risk warning comes before). Both must lie in the past when the order arrives; which of the two
 * came first is not asked, as the law sets no sequence between them.
 */
function* checkImposing(order: OrderDocument, nowMs: number): Generator<FieldProblem> {
  if (order.signedBy !== 'president') {
    yield { pointer: '/signedBy', detail: 'must be president: the president of the court signs the order' };
  }
  for (const [field, what] of [
    ['servedAt', 'when the order was served'],
    ['warnedAt', 'when the subject was warned'],
  ] as const) {
    const atMs = order[field];
    if (atMs === undefined) {
      yield { pointer: `/${field}`, detail: `must say ${what}` };
    } else if (atMs > nowMs + CLOCK_TOLERANCE_MS) {
      yield { pointer: `/${field}`, detail: `must say ${what}, which cannot be in the future` };
    }
  }
  yield* checkFullAge(order, nowMs);
  yield* checkContinuation(order);
}

/**
 * A restriction that is continued after its removal needs a legal ground, which the form asks for, and a stated end.
 * Source: Opinions (2016) IV(2)5.
 */
function* checkContinuation({ continues, orderId, period }: OrderDocument): Generator<FieldProblem> {
  if (continues === undefined) return;
  if (continues.orderId === orderId) {
    yield {
      pointer: '/continues/orderId',
      detail: 'must be the order that was removed: a continued restriction is an order of its own',
    };
  }
  if (period.to === null) {
    yield { pointer: '/period/to', detail: 'must be stated: a restriction is continued for a definite time' };
  }
}
