import type { ChangeId } from '../../contracts/ids.ts';
import type { Receipt, ReceiptStore } from '../../orders/ports.ts';

/** Receipts in memory: a working store for tests and simulations. */
export function createMemoryReceipts(): ReceiptStore & { all(): readonly Receipt[] } {
  const receipts = new Map<ChangeId, Receipt>();
  return {
    get: async (changeId) => receipts.get(changeId),
    async claim(receipt) {
      const holder = receipts.get(receipt.changeId);
      if (holder && holder.status !== 'rejected') return { kind: 'exists', receipt: holder };
      receipts.set(receipt.changeId, structuredClone(receipt));
      return { kind: 'claimed' };
    },
    async settle(receipt) {
      receipts.set(receipt.changeId, structuredClone(receipt));
    },
    all: () => [...receipts.values()],
  };
}
