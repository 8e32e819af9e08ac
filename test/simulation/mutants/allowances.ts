import type { Ledger, LedgerEntry } from '../../../shared/allowances/ledger.ts';
import type { AllowanceName, AllowanceStore } from '../../../shared/allowances/ports.ts';
import type { Planted } from '../planted.ts';
import { replica } from './store.ts';

const MINUTE_MS = 60_000;

/** Mistakes in how what a court permits in a limited quantity is reserved, used up and given back. */
export const ALLOWANCE_MUTANTS: readonly Planted[] = [
  {
    name: 'a reservation is written over what others reserved meanwhile',
    invariant: 'I1',
    store: (register) => ({
      ...register,
      allowances: {
        read: register.allowances.read,
        async write(allowance, ledger) {
          const { revision } = await register.allowances.read(allowance);
          return await register.allowances.write(allowance, ledger, revision);
        },
      },
    }),
  },
  {
    name: 'what is reserved is read with eventual consistency',
    invariant: 'I5',
    store: (register, scheduler) => ({
      ...register,
      allowances: { ...register.allowances, read: replica(scheduler, register.allowances.read) },
    }),
  },
  {
    name: 'a reservation never lapses',
    invariant: 'I2',
    store: writing((ledger) =>
      eachEntry(ledger, (entry) => ({ ...entry, expiresAtMs: Number.MAX_SAFE_INTEGER })),
    ),
  },
  {
    name: 'a reservation lapses after five minutes',
    invariant: 'I1',
    store: writing((ledger) =>
      eachEntry(ledger, (entry) => ({ ...entry, expiresAtMs: entry.expiresAtMs - 10 * MINUTE_MS })),
    ),
  },
  {
    name: 'what is given back comes back twice',
    invariant: 'I1',
    store: writing((ledger, before) => {
      const isGivenBack = ledger.entries.length < before.entries.length && isPartOf(ledger, before);
      return isGivenBack ? { entries: ledger.entries.slice(1) } : ledger;
    }),
  },
  {
    name: 'what is given back stays reserved',
    invariant: 'I2',
    outcome: (deps) => ({
      ...deps,
      allowances: {
        read: deps.allowances.read,
        async write(allowance, ledger, revision, signal) {
          const isSale = ledger.entries.some(({ state }) => state === 'consumed');
          return isSale ? await deps.allowances.write(allowance, ledger, revision, signal) : 'written';
        },
      },
    }),
  },
  {
    name: 'a report about an earlier check gives back what a later one reserved',
    invariant: 'I1',
    outcome: (deps) => ({
      ...deps,
      effects: {
        async get(checkId) {
          const recorded = await deps.effects.get(checkId);
          for (const effect of recorded?.effects ?? []) {
            if (effect.kind !== 'reservation') continue;
            for (const allowance of effect.allowances) holders.set(allowance.holder, checkId);
          }
          return recorded;
        },
      },
      allowances: {
        ...deps.allowances,
        async read(allowance, signal) {
          const { ledger, revision } = await deps.allowances.read(allowance, signal);
          const claimed = eachEntry(ledger, (entry) => ({
            ...entry,
            checkId: holders.get(entry.holder) ?? entry.checkId,
          }));
          return { ledger: claimed, revision };
        },
      },
    }),
  },
  {
    name: 'a sale is counted each time that it is reported',
    invariant: 'I2',
    outcome(deps) {
      return {
        ...deps,
        allowances: {
          ...deps.allowances,
          async read(allowance, signal) {
            const { ledger, revision } = await deps.allowances.read(allowance, signal);
            const entries = ledger.entries.map((entry) =>
              entry.state === 'consumed' ? { ...entry, holder: `${entry.holder}+` } : entry,
            );
            return { ledger: { entries }, revision };
          },
        },
      };
    },
  },
  {
    name: 'a sale is forgotten after 15 minutes',
    invariant: 'I1',
    store: writing((ledger) => eachEntry(ledger, (entry) => ({ ...entry, state: 'reserved' }))),
  },
  {
    name: 'what a check reserved is not kept for the report',
    invariant: 'I1',
    check: (ports) => ({ ...ports, effects: { put: async () => {} } }),
  },
  {
    name: 'a quota counts purchases instead of what they cost',
    invariant: 'I1',
    store: writing((ledger) => eachEntry(ledger, (entry) => ({ ...entry, quantity: 1 }))),
  },
  {
    name: 'a quota is not renewed with the month',
    invariant: 'I2',
    store: (register) => ({ ...register, allowances: named(register.allowances) }),
  },
  {
    name: 'nobody is told of a sale that was one too many',
    invariant: 'I4',
    outcome: (deps) => ({ ...deps, onOverUsed: () => {} }),
  },
];

const holders = new Map<string, LedgerEntry['checkId']>();

function writing(change: (ledger: Ledger, before: Ledger) => Ledger): NonNullable<Planted['store']> {
  return (register) => ({
    ...register,
    allowances: {
      read: register.allowances.read,
      async write(allowance, ledger, revision) {
        const before = await register.allowances.read(allowance);
        return await register.allowances.write(allowance, change(ledger, before.ledger), revision);
      },
    },
  });
}

function eachEntry(ledger: Ledger, change: (entry: LedgerEntry) => LedgerEntry): Ledger {
  return { entries: ledger.entries.map(change) };
}

/** Whether nothing is new in the ledger. */
function isPartOf(ledger: Ledger, before: Ledger): boolean {
  return ledger.entries.every((entry) => before.entries.includes(entry));
}

function named({ read, write }: AllowanceStore): AllowanceStore {
  const withoutMonth = ({ orderId, name }: AllowanceName) => ({
    orderId,
    name: name.replace(/#\d{4}-\d{2}$/, ''),
  });
  return {
    read: (allowance) => read(withoutMonth(allowance)),
    write: (allowance, ledger, revision) => write(withoutMonth(allowance), ledger, revision),
  };
}
