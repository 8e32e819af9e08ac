import { createMemoryChangeQueue } from '../../../shared/adapters/memory/change-queue.ts';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import { applyChanges } from '../../../shared/orders/apply.ts';
import type { ChangeLane } from '../../../shared/orders/ports.ts';
import { readQueuedChange } from '../../../shared/orders/queued-change.ts';
import { type KeeperDependencies, keepSandbox } from '../../../shared/sandbox/keeper.ts';
import { keyOf } from '../../../shared/sandbox/key-of.ts';
import { SANDBOX_SUBJECTS } from '../../../shared/sandbox/subjects.ts';
import { makers } from '../orders/fixtures.ts';
import { deny, memoryRegister } from '../orders/register.ts';

export type Label = (typeof SANDBOX_SUBJECTS)[number]['label'];

export const MINUTE_MS = 60_000;

/** A register in memory with both lanes, and a keeper that looks after the sandbox in it. */
export function sandboxWorld(overrides: Partial<KeeperDependencies> = {}) {
  const register = memoryRegister();
  const queue = createMemoryChangeQueue();
  const { clock, orders, receipts } = register;
  const intake = { ...makers, clock, receipts, orders, queue };
  const deps: KeeperDependencies = { ...register, intake, ...overrides };

  async function drainLane(lane: ChangeLane): Promise<void> {
    const changes = queue.take(lane).map((text) => {
      const queued = readQueuedChange(text);
      if (!queued) throw new Error('a message cannot be read');
      return queued;
    });
    const outcomes = await applyChanges(changes, register);
    if (outcomes.some(({ kind }) => kind !== 'applied')) throw new Error('a change was not applied');
  }

  const world = {
    register,
    queue,
    clock,
    keep: () => keepSandbox(deps),
    /** Applies what waits in the lanes, as the consumer does. */
    async drain() {
      await drainLane('releases');
      await drainLane('impositions');
    },
    /** A run of the keeper, and what comes of it. */
    async keepAndApply() {
      const kept = await world.keep();
      await world.drain();
      return kept;
    },
    /** The orders that name a subject, oldest first. */
    async ordersOf(label: Label) {
      const subject = SANDBOX_SUBJECTS.find((one) => one.label === label);
      if (!subject) throw new Error('there is no such subject');
      const found = await orders.getMany(
        await register.pointers.findOrderIds([keyOf(subject, makers.keyer)]),
      );
      return [...found].sort((a, b) => a.appliedAtMs - b.appliedAtMs);
    },
    statusesOf: async (label: Label) => (await world.ordersOf(label)).map(({ terms }) => terms.status),
    /** Somebody is denied under an order, as a check records it. */
    denied: (orderId: OrderId) => deny(register, orderId, 'demo-air', orderId, { firstAtMs: clock.nowMs }),
  };
  return world;
}
