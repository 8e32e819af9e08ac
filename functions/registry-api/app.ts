import type { Hono } from 'hono';
import { authenticate, requireAnyScope, requireScope } from '../../shared/adapters/http/authenticate.ts';
import type { TokenVerifier } from '../../shared/adapters/http/bearer-auth.ts';
import { createHttpApp, type HttpAppDependencies } from '../../shared/adapters/http/http-app.ts';
import type { HttpEnv } from '../../shared/adapters/http/http-env.ts';
import { HttpProblem } from '../../shared/adapters/http/http-problem.ts';
import { parseBody, readJsonBody } from '../../shared/adapters/http/json-body.ts';
import { ID_PATTERN, type OrderId } from '../../shared/contracts/ids.ts';
import {
  changeIdField,
  type ListChangeResult,
  listChangesRequest,
} from '../../shared/contracts/list-change.ts';
import { DependencyUnavailable } from '../../shared/contracts/problem.ts';
import { REGISTRY_READ, REGISTRY_WRITE } from '../../shared/contracts/scopes.ts';
import { type IntakeDependencies, takeIn } from '../../shared/orders/intake.ts';
import type { DocumentCipher, OrderStore, ReceiptStore } from '../../shared/orders/ports.ts';
import { sealingContext } from '../../shared/orders/sealing.ts';
import { describeOrder, describeReceipt } from './answers.ts';

export interface RegistryDependencies extends HttpAppDependencies {
  readonly verifier: TokenVerifier;
  readonly orders: Pick<OrderStore, 'get'>;
  readonly receipts: Pick<ReceiptStore, 'get'>;
  readonly cipher: Pick<DocumentCipher, 'open'>;
  /** Asked at each request with changes, since it waits for the secrets: they are fetched when first needed. */
  readonly intake: () => IntakeDependencies | Promise<IntakeDependencies>;
}

/** After a fault of DynamoDB or SQS; such faults mostly pass in a moment. */
const RETRY_AFTER_SECONDS = 2;

/** The courts' side of the register: send changes, ask what became of them, read orders. */
export function createRegistryApp(deps: RegistryDependencies): Hono<HttpEnv> {
  const { verifier, receipts, orders, cipher } = deps;
  const app = createHttpApp(deps);
  app.use('/v1/*', authenticate(verifier));

  app.post('/v1/list-changes', async (c) => {
    requireScope(c.get('client'), REGISTRY_WRITE);
    const { changes } = parseBody(listChangesRequest, await readJsonBody(c));
    const results = await takeInOrAskAgain(changes, deps);
    logResults(results, deps);
    return c.json({ results }, 202);
  });

  app.get('/v1/list-changes/:changeId', async (c) => {
    requireAnyScope(c.get('client'), [REGISTRY_WRITE, REGISTRY_READ]);
    const changeId = changeIdField.safeParse(c.req.param('changeId'));
    const receipt = changeId.success ? await receipts.get(changeId.data) : undefined;
    if (!receipt) throw new HttpProblem('not-found', 'Check the change id: no change was received under it.');
    return c.json(describeReceipt(receipt));
  });

  app.get('/v1/orders/:orderId', async (c) => {
    requireScope(c.get('client'), REGISTRY_READ);
    const orderId = c.req.param('orderId');
    const order = ID_PATTERN.test(orderId) ? await orders.get(orderId as OrderId) : undefined;
    if (!order) throw new HttpProblem('not-found', 'Check the order id: no order was applied under it.');
    const document = JSON.parse(await cipher.open(order.sealedDocument, sealingContext(order)));
    return c.json(describeOrder(document, order));
  });

  return app;
}

/**
 * @throws HttpProblem 503 when a part of the changes may not have been taken; nothing that was taken is lost, and
 *   sending the request again completes it.
 */
async function takeInOrAskAgain(
  changes: readonly unknown[],
  { intake }: Pick<RegistryDependencies, 'intake'>,
): Promise<readonly ListChangeResult[]> {
  try {
    return await takeIn(changes, await intake());
  } catch (error) {
    if (!(error instanceof DependencyUnavailable)) throw error;
    throw new HttpProblem(
      'dependency-unavailable',
      'Send the same changes with the same change ids again: those that were taken already are not applied twice.',
      { retryAfterSeconds: RETRY_AFTER_SECONDS, cause: error },
    );
  }
}

function logResults(results: readonly ListChangeResult[], { logger }: RegistryDependencies): void {
  for (const result of results) {
    if (result.status === 'accepted') {
      logger.info('change.accepted', { changeId: result.changeId });
    } else {
      const pointers = result.problems.map(({ pointer }) => pointer);
      logger.warn('change.rejected', { changeId: result.changeId ?? undefined, pointers });
    }
  }
}
