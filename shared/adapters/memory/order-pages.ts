import type { OrderPages } from '../../key-rotation/ports.ts';
import type { OrderRecord } from '../../orders/order.ts';

/** All orders of a store in memory, by their ids. */
export function createMemoryOrderPages(all: () => readonly OrderRecord[], ordersPerPage = 100): OrderPages {
  return {
    async page(cursor) {
      const further = [...all()]
        .filter(({ orderId }) => cursor === undefined || orderId > cursor)
        .sort((a, b) => (a.orderId < b.orderId ? -1 : 1));
      const orders = further.slice(0, ordersPerPage);
      return { orders, next: further.length > ordersPerPage ? orders.at(-1)?.orderId : undefined };
    },
  };
}
