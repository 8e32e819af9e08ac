import type { Context, Hono } from 'hono';
import { requireAnyScope, requireScope } from '../../../shared/adapters/http/authenticate.ts';
import type { HttpEnv } from '../../../shared/adapters/http/http-env.ts';
import { HttpProblem } from '../../../shared/adapters/http/http-problem.ts';
import { parseBody, readJsonBody } from '../../../shared/adapters/http/json-body.ts';
import type { AuditTrail } from '../../../shared/audit/ports.ts';
import type { Clock } from '../../../shared/contracts/clock.ts';
import {
  changeIdField,
  type ListChangeResult,
  listChangesRequest,
  ORDER_STATUSES,
} from '../../../shared/contracts/list-change.ts';
import { REGISTRY_READ, REGISTRY_WRITE } from '../../../shared/contracts/scopes.ts';
import { identifyChange } from '../../../shared/orders/identify-change.ts';
import { type IntakeDependencies, takeIn } from '../../../shared/orders/intake.ts';
import type { OrderStore, ReceiptStore } from '../../../shared/orders/ports.ts';
import type { Logger } from '../../../shared/runtime/log.ts';
import type { Metrics } from '../../../shared/runtime/metrics.ts';
import { describeReceipt } from '../answers.ts';
import { orAskAgain } from './or-ask-again.ts';
import { isOfOtherCourt, mergeResults, separateOtherCourts } from './own-courts.ts';

export interface ListChangeRouteDependencies {
  readonly logger: Logger;
  /** Nothing is measured without it. */
  readonly metrics?: Metrics;
  readonly clock: Clock;
  readonly audit: AuditTrail;
  readonly receipts: Pick<ReceiptStore, 'get'>;
  /** Read for clients that act for some courts only. */
  readonly orders: Pick<OrderStore, 'get'>;
  /** Asked at each request with changes, since it waits for the secrets: they are fetched when first needed. */
  readonly intake: () => IntakeDependencies | Promise<IntakeDependencies>;
}

const SAME_CHANGES_AGAIN =
  'Send the same changes with the same change ids again: those that were taken already are not applied twice.';

/** Orders are made by art. 5 and end by art. 9; which of both a change rests on, its status says. */
const CHANGES_LAW = 'Provisions (Fa Shi [2015] 17) art. 5 and 9';

/** Send changes, and ask what became of them. */
export function addListChangeRoutes(app: Hono<HttpEnv>, deps: ListChangeRouteDependencies): void {
  const { receipts, orders, audit, clock } = deps;

  app.post('/v1/list-changes', async (c) => {
    requireScope(c.get('client'), REGISTRY_WRITE);
    const { changes } = parseBody(listChangesRequest, await readJsonBody(c));
    const results = await orAskAgain(SAME_CHANGES_AGAIN, async () => {
      await accountFor(changes, c, deps);
      const { courts } = c.get('client');
      const { own, refused } = await separateOtherCourts(changes, courts, orders);
      return mergeResults(
        await takeIn(
          own.map(({ change }) => change),
          await deps.intake(),
          courts === 'all' ? undefined : courts,
        ),
        own,
        refused,
      );
    });
    logResults(results, deps);
    return c.json({ results }, 202);
  });

  app.get('/v1/list-changes/:changeId', async (c) => {
    requireAnyScope(c.get('client'), [REGISTRY_WRITE, REGISTRY_READ]);
    const changeId = changeIdField.safeParse(c.req.param('changeId'));
    const receipt = changeId.success ? await receipts.get(changeId.data) : undefined;
    if (!receipt || (await isOfOtherCourt(receipt.orderId, c.get('client').courts, orders))) {
      throw new HttpProblem('not-found', 'Check the change id: no change was received under it.');
    }
    await audit.record({
      atMs: clock.wallMs(),
      actor: c.get('client').operatorId,
      act: 'change.read',
      orders: [{ orderId: receipt.orderId, version: receipt.version, changeId: receipt.changeId }],
      requestId: c.get('requestId'),
    });
    return c.json(describeReceipt(receipt));
  });
}

/** The changes of one request as they came in, accounted for before any of them can take effect. */
async function accountFor(
  changes: readonly unknown[],
  c: Context<HttpEnv>,
  { audit, clock }: Pick<ListChangeRouteDependencies, 'audit' | 'clock'>,
): Promise<void> {
  const orders = changes.flatMap((change) => identifyChange(change).receipt ?? []);
  await audit.record({
    atMs: clock.wallMs(),
    actor: c.get('client').operatorId,
    act: 'changes.received',
    orders,
    law: CHANGES_LAW,
    requestId: c.get('requestId'),
    facts: { changes: changes.length, ...countByStatus(changes) },
  });
}

/** How many changes impose, suspend, release or cancel, as far as they say it in words that are known. */
function countByStatus(changes: readonly unknown[]): Readonly<Record<string, number>> {
  const stated = changes.map(
    (change) => (change as { readonly order?: { readonly status?: unknown } } | null)?.order?.status,
  );
  return Object.fromEntries(
    ORDER_STATUSES.map((status) => [status, stated.filter((one) => one === status).length] as const).filter(
      ([, count]) => count > 0,
    ),
  );
}

function logResults(
  results: readonly ListChangeResult[],
  { logger, metrics }: Pick<ListChangeRouteDependencies, 'logger' | 'metrics'>,
): void {
  for (const result of results) {
    if (result.status === 'accepted') {
      logger.info('change.accepted', { changeId: result.changeId });
      metrics?.add('ChangesAccepted');
    } else {
      const pointers = result.problems.map(({ pointer }) => pointer);
      logger.warn('change.rejected', { changeId: result.changeId ?? undefined, pointers });
      metrics?.add('ChangesRefused');
    }
  }
  metrics?.settle();
}
