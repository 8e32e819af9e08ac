import { createListSyncHandler } from '../../../functions/list-sync/app.ts';
import { createRegistryApp } from '../../../functions/registry-api/app.ts';
import { createMemoryAuditTrail } from '../../../shared/adapters/memory/audit-trail.ts';
import { createMemoryChangeQueue } from '../../../shared/adapters/memory/change-queue.ts';
import type { AuditTrail } from '../../../shared/audit/ports.ts';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import type { ActClaimStore } from '../../../shared/due-process/acts/ports.ts';
import type { OrderRecord } from '../../../shared/orders/order.ts';
import type { ChangeQueue } from '../../../shared/orders/ports.ts';
import { auditParts } from '../../support/audit-parts.ts';
import { createCapturedLog } from '../../support/captured-log.ts';
import { courtParts } from '../../support/court-parts.ts';
import { changeAsSent, makers } from '../../unit/orders/fixtures.ts';
import { memoryRegister, wired } from '../../unit/orders/register.ts';
import { eventOf, httpDependencies, send } from '../list-changes/world.ts';

interface Overrides {
  readonly audit?: AuditTrail;
  readonly claims?: ActClaimStore;
  /** Called before a change is queued; what it throws is a fault of the queue. */
  readonly beforeSend?: () => void;
}

/** The courts' API and the consumer of changes over a register in memory. Changes wait until they are drained. */
export function actWorld(overrides: Overrides = {}) {
  const register = memoryRegister();
  const lanes = createMemoryChangeQueue();
  const trail = createMemoryAuditTrail();
  const log = createCapturedLog();
  const { deadlines, objections } = register;
  const court = { ...courtParts(), deadlines, objections };
  const claims = overrides.claims ?? court.claims;
  const { orders, receipts, clock } = register;
  const queue: ChangeQueue = {
    async send(lane, changes) {
      overrides.beforeSend?.();
      await lanes.send(lane, changes);
    },
  };
  const app = createRegistryApp({
    ...auditParts({ clock }),
    ...court,
    claims,
    audit: overrides.audit ?? trail,
    ...httpDependencies(),
    logger: log.logger,
    orders,
    receipts,
    cipher: makers.cipher,
    intake: async () => ({ ...makers, clock, orders, receipts, queue }),
  });
  const sync = createListSyncHandler({
    ...wired({ ...register, ...court, audit: trail }),
    logger: log.logger,
  });

  /** Applies what waits; says which lane each change had taken. */
  async function drain(): Promise<string[]> {
    const taken = (['releases', 'impositions'] as const).map((lane) => [lane, lanes.take(lane)] as const);
    for (const [, bodies] of taken) await sync(eventOf(bodies));
    return taken.flatMap(([lane, bodies]) => bodies.map(() => lane));
  }

  async function act(
    path: string,
    body: unknown = {},
    { order = 'ord-1', token = 'write', headers = {} } = {},
  ) {
    const response = await app.request(`/v1/orders/${order}/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Record<string, unknown>,
    };
  }

  return {
    app,
    act,
    drain,
    clock,
    receipts,
    lanes,
    trail,
    log,
    claims,
    orders,
    deadlines,

    /** Imposes the order `ord-1`, and lets it take effect. */
    async impose(overrides: Record<string, unknown> = {}): Promise<void> {
      const { body } = await send(app, [changeAsSent(1, overrides)]);
      if (body.results?.[0]?.status !== 'accepted') throw new Error(JSON.stringify(body));
      await drain();
      clock.nowMs += 10_000;
    },

    async record(): Promise<OrderRecord> {
      return (await orders.get('ord-1' as OrderId)) as OrderRecord;
    },

    /** The governing document, as a court reads it. */
    async document(): Promise<Record<string, unknown>> {
      const response = await app.request('/v1/orders/ord-1', { headers: { authorization: 'Bearer read' } });
      return (await response.json()) as Record<string, unknown>;
    },
  };
}

export type ActWorld = ReturnType<typeof actWorld>;
