/** Accounts of a frequent-flyer programme. Whose miles pay says nothing about who flies. */
export interface Miles {
  balance(accountId: string): number;
  /** @returns whether there were enough */
  debit(accountId: string, miles: number): boolean;
}

export function createMiles(balances: Readonly<Record<string, number>>): Miles {
  const accounts = new Map(Object.entries(balances));
  const balance = (accountId: string): number => accounts.get(accountId) ?? 0;
  return {
    balance,
    debit(accountId, miles) {
      if (balance(accountId) < miles) return false;
      accounts.set(accountId, balance(accountId) - miles);
      return true;
    },
  };
}
