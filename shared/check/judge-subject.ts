import type { AllowanceStore } from '../allowances/ports.ts';
import type { CheckId, OperatorId } from '../contracts/ids.ts';
import { DependencyUnavailable } from '../contracts/problem.ts';
import type { Checkpoint, Sector } from '../contracts/sectors.ts';
import type { SubjectKey } from '../identity/subject-key.ts';
import type { DecisionIds } from '../interceptions/decision-ids.ts';
import type { Interception } from '../interceptions/interception.ts';
import type { InterceptionStore } from '../interceptions/ports.ts';
import { recordDenial } from '../interceptions/record-denial.ts';
import type { OrderRecord } from '../orders/order.ts';
import type { OrderStore, PointerStore } from '../orders/ports.ts';
import { findGrounds, type Ground, type Question } from './grounds.ts';
import { giveBackAll, type Reserved, reserveFor } from './reserve-allowances.ts';

/** Each round ends unless an order ended or changed within it; nobody's orders change so often within a second. */
const MAX_ROUNDS = 5;

export interface JudgingPorts {
  readonly pointers: Pick<PointerStore, 'findOrderIds'>;
  readonly orders: Pick<OrderStore, 'get' | 'getMany'>;
  readonly interceptions: InterceptionStore;
  readonly allowances: AllowanceStore;
}

/** The check that a subject is judged in. */
export interface JudgingContext {
  readonly checkId: CheckId;
  readonly operatorId: OperatorId;
  readonly checkpoint: Checkpoint;
  readonly sector: Sector;
  readonly decisionIds: DecisionIds;
  readonly deadline: AbortSignal;
}

export type Judgement =
  | { readonly kind: 'allow'; readonly reserved: readonly Reserved[] }
  | { readonly kind: 'deny'; readonly interception: Interception }
  | { readonly kind: 'verify-identity' };

/**
 * Judges one subject whom the filter may know, by what the register says now.
 *
 * A denial is recorded first and the order read again afterwards, both strongly. Whichever of "record" and "release"
 * comes second sees the other: either this read sees the release and allows, or the release finds the interception
 * and sends its notice. So nobody is denied under an order that had ended when the check began (I2), and no denial
 * goes without a notice (I4).
 *
 * @throws DependencyUnavailable when the register cannot be read or written in time; nothing may be said then (I5).
 */
export async function judgeSubject(
  ports: JudgingPorts,
  context: JudgingContext,
  keys: readonly SubjectKey[],
  question: Question,
): Promise<Judgement> {
  const { deadline } = context;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const orderIds = await ports.pointers.findOrderIds(keys, deadline);
    const orders = orderIds.length === 0 ? [] : await ports.orders.getMany(orderIds, deadline);
    const judgement = await judgeByOrders(ports, context, orders, question);
    if (judgement !== 'changed-meanwhile') return judgement;
  }
  throw new DependencyUnavailable('dynamodb', 'the orders changed each time they were read');
}

async function judgeByOrders(
  ports: JudgingPorts,
  context: JudgingContext,
  orders: readonly OrderRecord[],
  question: Question,
): Promise<Judgement | 'changed-meanwhile'> {
  const grounds = findGrounds(orders, question);
  const ban = grounds.find((ground) => ground.kind === 'ban');
  if (ban) return await deny(ports, context, ban, question);
  if (grounds.some((ground) => ground.kind === 'other-name')) return { kind: 'verify-identity' };

  const claim = { checkId: context.checkId, nowMs: question.nowMs };
  const reserved: Reserved[] = [];
  for (const ground of grounds) {
    if (ground.kind !== 'allowance') continue;
    const allowances = await reserveFor(ports.allowances, ground, claim, context.deadline);
    if (allowances === undefined) {
      await giveBackAll(ports.allowances, reserved, claim, context.deadline);
      return await deny(ports, context, ground, question);
    }
    reserved.push(...allowances);
  }
  return { kind: 'allow', reserved };
}

async function deny(
  ports: JudgingPorts,
  context: JudgingContext,
  ground: Exclude<Ground, { kind: 'other-name' }>,
  question: Question,
): Promise<Judgement | 'changed-meanwhile'> {
  const { orderId, courtCode, terms, keys } = ground.order;
  const { rule } = question.finding;
  const interception = await recordDenial(
    ports.interceptions,
    context.decisionIds,
    {
      orderId,
      operatorId: context.operatorId,
      productClass: rule.id,
      sector: context.sector,
      courtCode,
      items: terms.items.filter((item) => rule.items.includes(item)),
      checkpoint: context.checkpoint,
      checkId: context.checkId,
      matchedKeys: keys.filter((key) => question.keys.includes(key)),
      atMs: question.nowMs,
    },
    context.deadline,
  );
  const orderNow = await ports.orders.get(orderId, context.deadline);
  const groundNow = orderNow && findGrounds([orderNow], question)[0];
  if (groundNow && stillStands(ground, groundNow)) return { kind: 'deny', interception };
  await ports.interceptions.withdraw(interception, context.deadline);
  return 'changed-meanwhile';
}

/** A ground that has become an allowance, or offers other ones than were tried, is judged afresh. */
function stillStands(before: Ground, now: Ground): boolean {
  if (now.kind === 'ban') return true;
  if (now.kind !== 'allowance' || before.kind !== 'allowance') return false;
  const tried = new Set(before.uses.map(({ allowance }) => allowance.name));
  return now.uses.every(({ allowance }) => tried.has(allowance.name));
}
