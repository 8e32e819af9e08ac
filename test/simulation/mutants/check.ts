import type { OrderId } from '../../../shared/contracts/ids.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import type { OrderRecord } from '../../../shared/orders/order.ts';
import type { Planted } from '../planted.ts';

/** Mistakes in how a check reads the register and keeps its denials. */
export const CHECK_MUTANTS: readonly Planted[] = [
  {
    name: 'the second read of the order is left out',
    invariant: 'I4',
    check(ports) {
      const firstRead = new Map<OrderId, OrderRecord>();
      return {
        ...ports,
        orders: {
          async getMany(...args) {
            const records = await ports.orders.getMany(...args);
            for (const record of records) firstRead.set(record.orderId, record);
            return records;
          },
          get: async (orderId) => firstRead.get(orderId),
        },
      };
    },
  },
  {
    name: 'orders are cached for half a minute',
    invariant: 'I2',
    check(ports, { clock }) {
      const cached = new Map<OrderId, { readonly record: OrderRecord; readonly untilMs: number }>();
      const recent = (orderId: OrderId) => {
        const hit = cached.get(orderId);
        return hit && hit.untilMs > clock.monotonicMs() ? hit.record : undefined;
      };
      const keep = (record: OrderRecord) => {
        if (record.terms.status !== 'active') return;
        if (!recent(record.orderId))
          cached.set(record.orderId, { record, untilMs: clock.monotonicMs() + 30_000 });
      };
      return {
        ...ports,
        orders: {
          async get(orderId, signal) {
            return recent(orderId) ?? (await ports.orders.get(orderId, signal));
          },
          async getMany(orderIds, signal) {
            const records = await ports.orders.getMany(orderIds, signal);
            for (const record of records) keep(record);
            return records.map((record) => recent(record.orderId) ?? record);
          },
        },
      };
    },
  },
  {
    name: 'a fault of the pointers counts as not listed',
    invariant: 'I1',
    check: (ports) => ({
      ...ports,
      pointers: { findOrderIds: (...args) => ports.pointers.findOrderIds(...args).catch(() => []) },
    }),
  },
  {
    name: 'an order that cannot be read counts as absent',
    invariant: 'I1',
    check: (ports) => ({
      ...ports,
      orders: {
        get: ports.orders.get,
        getMany: (...args) => ports.orders.getMany(...args).catch(() => []),
      },
    }),
  },
  {
    name: 'a denial is answered before its record stands',
    invariant: 'I2',
    check: (ports, machine) => ({
      ...ports,
      interceptions: {
        ...ports.interceptions,
        async record(interception) {
          machine.later(200, () => void ports.interceptions.record(interception).catch(() => {}));
          return { ...interception, attempts: 1, lastAtMs: interception.firstAtMs };
        },
      },
    }),
  },
  {
    name: 'a person under two orders cannot be judged',
    invariant: 'I5',
    check: (ports) => ({
      ...ports,
      pointers: {
        async findOrderIds(...args) {
          const orderIds = await ports.pointers.findOrderIds(...args);
          if (orderIds.length > 1) throw new DependencyUnavailable('dynamodb', 'too many orders');
          return orderIds;
        },
      },
    }),
  },
];
