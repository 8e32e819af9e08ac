import { EMPTY_LEDGER } from '../../allowances/ledger.ts';
import type { AllowanceName, AllowanceStore, StoredLedger } from '../../allowances/ports.ts';

/** Allowances in memory: a working store for tests and simulations. */
export function createMemoryAllowances(): AllowanceStore {
  const ledgers = new Map<string, StoredLedger>();
  const read = (allowance: AllowanceName): StoredLedger =>
    ledgers.get(nameOf(allowance)) ?? { ledger: EMPTY_LEDGER, revision: 0 };

  return {
    async read(allowance) {
      return read(allowance);
    },
    async write(allowance, ledger, revision) {
      if (read(allowance).revision !== revision) return 'conflict';
      ledgers.set(nameOf(allowance), { ledger, revision: revision + 1 });
      return 'written';
    },
  };
}

function nameOf({ orderId, name }: AllowanceName): string {
  return JSON.stringify([orderId, name]);
}
