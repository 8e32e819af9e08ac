import type { Context, Hono } from 'hono';
import { requireScope } from '../../../shared/adapters/http/authenticate.ts';
import type { HttpEnv } from '../../../shared/adapters/http/http-env.ts';
import { HttpProblem, invalidInput } from '../../../shared/adapters/http/http-problem.ts';
import { parseBody, readJsonBody } from '../../../shared/adapters/http/json-body.ts';
import { REGISTRY_READ, REGISTRY_WRITE } from '../../../shared/contracts/scopes.ts';
import { formatInstant } from '../../../shared/contracts/time.ts';
import type {
  Actor,
  Advanced,
  ObjectionDependencies,
} from '../../../shared/due-process/objections/advance.ts';
import { recordCorrection, settleAfterDecision } from '../../../shared/due-process/objections/correct.ts';
import {
  type DecisionRequest,
  decide,
  isDecided,
  whyNot,
} from '../../../shared/due-process/objections/decide.ts';
import type { ClearDocuments } from '../../../shared/due-process/objections/exempt.ts';
import { fileObjection } from '../../../shared/due-process/objections/file-objection.ts';
import type { Objection, ObjectionId } from '../../../shared/due-process/objections/objection.ts';
import { isObjectionId } from '../../../shared/due-process/objections/objection-id.ts';
import { seekReconsideration } from '../../../shared/due-process/objections/seek-reconsideration.ts';
import { possibleStages } from '../../../shared/due-process/objections/stages.ts';
import type { OrderRecord } from '../../../shared/orders/order.ts';
import type { OrderStore } from '../../../shared/orders/ports.ts';
import { packInForce } from '../../../shared/policy/packs.ts';
import { PROCEDURES } from '../../../shared/policy/procedures.ts';
import type { Logger } from '../../../shared/runtime/log.ts';
import { describeObjection } from './describe-objection.ts';
import { findOrder } from './find-order.ts';
import {
  type DecisionBody,
  decisionBody,
  filingBody,
  futureTimes,
  reconsiderationBody,
} from './objection-requests.ts';

export interface ObjectionRouteDependencies extends ObjectionDependencies {
  readonly logger: Logger;
  readonly orders: Pick<OrderStore, 'get'>;
  readonly clearDocuments: ClearDocuments;
}

/** Objections to orders, what courts decide on them, and what came of it. */
export function addObjectionRoutes(app: Hono<HttpEnv>, deps: ObjectionRouteDependencies): void {
  const { orders, objections, audit, clock, workingDays } = deps;
  const path = '/v1/orders/:orderId/objections';

  app.post(path, async (c) => {
    requireScope(c.get('client'), REGISTRY_WRITE);
    const { filedAt, staff, ...filing } = parseBody(filingBody, await readJsonBody(c));
    const nowMs = clock.wallMs();
    refuseFuture({ filedAt }, nowMs);
    const order = await findOrder(c.req.param('orderId'), orders, c.get('client'));
    const { procedure } = packInForce(nowMs);
    const filed = { ...filing, filedAtMs: filedAt };
    const outcome = await fileObjection(order, filed, procedure.name, actorOf(c, staff), deps);
    return c.json(answer(outcome, deps), outcome.isNew ? 201 : 200);
  });

  app.get(path, async (c) => {
    requireScope(c.get('client'), REGISTRY_READ);
    const { orderId } = await findOrder(c.req.param('orderId'), orders, c.get('client'));
    await audit.record({
      atMs: clock.wallMs(),
      actor: c.get('client').operatorId,
      act: 'objection.read',
      orders: [{ orderId }],
      requestId: c.get('requestId'),
    });
    const found = await objections.listByOrder(orderId);
    return c.json({ objections: found.map((objection) => describeObjection(objection, workingDays)) });
  });

  app.post(`${path}/:objectionId/decisions`, async (c) => {
    requireScope(c.get('client'), REGISTRY_WRITE);
    const body = parseBody(decisionBody, await readJsonBody(c));
    refuseFuture({ decidedAt: body.decidedAt, servedAt: body.servedAt }, clock.wallMs());
    const order = await findOrder(c.req.param('orderId'), orders, c.get('client'));
    const objectionId = objectionIdOf(c.req.param('objectionId'));
    const actor = actorOf(c, body.staff);
    const outcome =
      body.stage === 'correction'
        ? await recordCorrection(order, objectionId, actor, deps)
        : await decideWithExemption(order, objectionId, body, actor, deps);
    if (!outcome) throw unknownObjection();
    if (outcome.kind !== 'done') throw refusal(outcome, 'decidedAt');
    return c.json(answer(await settleAfterDecision(outcome, deps), deps));
  });

  app.post(`${path}/:objectionId/reconsideration`, async (c) => {
    requireScope(c.get('client'), REGISTRY_WRITE);
    const body = parseBody(reconsiderationBody, await readJsonBody(c));
    refuseFuture({ filedAt: body.filedAt }, clock.wallMs());
    const { orderId } = await findOrder(c.req.param('orderId'), orders, c.get('client'));
    const id = { orderId, objectionId: objectionIdOf(c.req.param('objectionId')) };
    const request = { filedAtMs: body.filedAt, admitLate: body.admitLate };
    const outcome = await seekReconsideration(id, request, actorOf(c, body.staff), deps);
    if (!outcome) throw unknownObjection();
    if (outcome.kind === 'done') return c.json(answer(outcome, deps));
    throw refusal(outcome, 'filedAt');
  });
}

/**
 * A decision, and before it is recorded the exemption that comes with it: whoever was taken for somebody else does not
 * wait for the paperwork. Whether the decision is possible is asked first, so that nothing is cleared for one that is not.
 * Sent again while it is not done justice to, it exempts again: another version may have come in place of the exemption.
 */
async function decideWithExemption(
  order: OrderRecord,
  objectionId: ObjectionId,
  { outcome, stage, decidedAt, servedAt, clear }: DecisionBody,
  actor: Actor & { readonly requestId: string },
  deps: ObjectionRouteDependencies,
): ReturnType<typeof decide> {
  if (stage === 'correction' || outcome === 'corrected') throw new TypeError('a correction is no decision');
  const request: DecisionRequest = { stage, outcome, decidedAtMs: decidedAt, servedAtMs: servedAt };
  if (clear === undefined) return await decide(order, objectionId, request, actor, deps);

  const objection = await deps.objections.get(order.orderId, objectionId);
  if (!objection) return undefined;
  const decideOnly = () => decide(order, objectionId, request, actor, deps);
  const isAgain = isDecided(objection, request);
  if (isAgain && objection.state !== 'upheld') return await decideOnly();
  if (objection.ground !== 'identity-misuse') {
    throw invalidInput([
      {
        pointer: '/clear',
        detail: 'must be left out: only an objection for identity-misuse clears documents',
      },
    ]);
  }
  const obstacle = isAgain ? undefined : whyNot(objection, request);
  if (obstacle) return obstacle;
  const exemption = await deps.clearDocuments(order.orderId, clear, actor);
  if (isAgain && exemption.kind !== 'exempt') return await decideOnly();
  if (exemption.kind === 'impossible') throw new HttpProblem('conflict', exemption.detail);
  if (exemption.kind === 'invalid') throw invalidInput(exemption.problems.map(inClear));
  const now = (await deps.orders.get(order.orderId)) ?? order;
  const awaitsChange = exemption.changeId ?? now.changeId;
  return await decide(now, objectionId, { ...request, awaitsChange }, actor, deps);
}

function inClear({ pointer, detail }: { readonly pointer: string; readonly detail: string }) {
  return { pointer: pointer.replace(/^\/documents(?=\/|$)/, '/clear'), detail };
}

function answer({ objection, clock }: Advanced, { logger, workingDays }: ObjectionRouteDependencies) {
  if (clock?.unknownYear !== undefined) {
    const { orderId, kind } = clock.deadline;
    logger.warn('deadlines.calendar-unknown', { orderId, kind, year: clock.unknownYear });
  }
  return describeObjection(objection, workingDays);
}

function actorOf(c: Context<HttpEnv>, staff: string | undefined): Actor & { readonly requestId: string } {
  return {
    actor: c.get('client').operatorId,
    ...(staff === undefined ? {} : { staff }),
    requestId: c.get('requestId'),
  };
}

/** @throws HttpProblem 422 that names each time that has not come yet. */
function refuseFuture(times: Readonly<Record<string, number | undefined>>, nowMs: number): void {
  const problems = futureTimes(times, nowMs);
  if (problems.length > 0) throw invalidInput(problems);
}

/** @throws HttpProblem 404 for what no objection can have as its id: a store may refuse to look such a thing up. */
function objectionIdOf(text: string): ObjectionId {
  if (isObjectionId(text)) return text;
  throw unknownObjection();
}

function unknownObjection(): HttpProblem {
  return new HttpProblem('not-found', 'Check the objection id: no objection to this order has it.');
}

type Refusal =
  | { readonly kind: 'impossible'; readonly objection: Objection }
  | { readonly kind: 'not-corrected' }
  | { readonly kind: 'too-early'; readonly notBeforeMs: number }
  | { readonly kind: 'too-late'; readonly endedAtMs: number };

/** @param field which time of the request a refusal for its time is about */
function refusal(outcome: Refusal, field: string): HttpProblem {
  switch (outcome.kind) {
    case 'impossible':
      return impossibleStep(outcome.objection);
    case 'not-corrected':
      return new HttpProblem(
        'conflict',
        'The order is as it was when the objection was upheld: release, cancel or change it first.',
      );
    case 'too-early':
      return invalidInput([
        { pointer: `/${field}`, detail: `must not be before ${formatInstant(outcome.notBeforeMs)}` },
      ]);
    case 'too-late':
      return new HttpProblem(
        'conflict',
        `The time to go to the court above was over at ${formatInstant(outcome.endedAtMs)}. If that court takes it all the same, send admitLate: true.`,
      );
  }
}

/** A 409 that says where the objection stands and what is possible from there, in words and as members. */
function impossibleStep({ state, procedure }: Objection): HttpProblem {
  const stages = possibleStages(state, PROCEDURES[procedure]);
  const detail =
    stages.length === 0
      ? `The objection is ${state}: nothing is left to be done. A new one can be filed.`
      : `The objection is ${state}. Possible now: ${stages.map(({ words }) => words).join('; ')}.`;
  return new HttpProblem('conflict', detail, {
    members: { state, possible: stages.map(({ event }) => event) },
  });
}
