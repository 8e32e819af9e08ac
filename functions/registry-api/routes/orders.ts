import type { Hono } from 'hono';
import { requireScope } from '../../../shared/adapters/http/authenticate.ts';
import type { HttpEnv } from '../../../shared/adapters/http/http-env.ts';
import type { AuditTrail } from '../../../shared/audit/ports.ts';
import type { Clock } from '../../../shared/contracts/clock.ts';
import { REGISTRY_READ } from '../../../shared/contracts/scopes.ts';
import type { DocumentCipher, OrderStore } from '../../../shared/orders/ports.ts';
import { sealingContext } from '../../../shared/orders/sealing.ts';
import { describeOrder } from '../answers.ts';
import { findOrder } from './find-order.ts';

export interface OrderRouteDependencies {
  readonly clock: Clock;
  readonly audit: AuditTrail;
  readonly orders: Pick<OrderStore, 'get'>;
  readonly cipher: Pick<DocumentCipher, 'open'>;
}

/** Read orders; each reading is accounted for before its answer. */
export function addOrderRoutes(app: Hono<HttpEnv>, deps: OrderRouteDependencies): void {
  const { clock, audit, orders, cipher } = deps;
  app.get('/v1/orders/:orderId', async (c) => {
    requireScope(c.get('client'), REGISTRY_READ);
    const order = await findOrder(c.req.param('orderId'), orders, c.get('client'));
    await audit.record({
      atMs: clock.wallMs(),
      actor: c.get('client').operatorId,
      act: 'order.read',
      orders: [{ orderId: order.orderId, version: order.version }],
      requestId: c.get('requestId'),
    });
    const document = JSON.parse(await cipher.open(order.sealedDocument, sealingContext(order)));
    return c.json(describeOrder(document, order));
  });
}
