import type { Mutant } from '../mutant.ts';

const APPLY = ['test/unit/orders', 'test/property/orders'];

/** Changes of orders: which version governs, and what is done with it in which sequence. */
export const CHANGE_MUTANTS: readonly Mutant[] = [
  {
    name: 'the older version of an order is applied over the newer',
    breaks: 'I4',
    file: 'shared/orders/precedence.ts',
    find: 'if (a.version !== b.version) return a.version > b.version;',
    replace: 'if (a.version !== b.version) return true;',
    tests: APPLY,
  },
  {
    name: 'an ended order is revived by a newer version',
    breaks: 'I2',
    file: 'shared/orders/precedence.ts',
    find: 'if (aEnded !== hasEnded(b.terms.status)) return aEnded;',
    replace: '',
    tests: APPLY,
  },
  {
    name: 'an order is written whatever stands there',
    breaks: 'I4',
    file: 'shared/orders/write-order.ts',
    find: "if ((await orders.write(record, current)) === 'written') {",
    replace: 'await orders.write(record, current);\n    {',
    tests: APPLY,
  },
  {
    name: 'the wait before an order is in force is left out',
    breaks: 'I1',
    file: 'shared/orders/apply.ts',
    find: 'appendedAtMs === undefined ? undefined : appendedAtMs + maxStalenessMs',
    replace: 'appendedAtMs === undefined ? undefined : appendedAtMs',
    tests: APPLY,
  },
  {
    name: 'an order that was seen late keeps its early promise',
    breaks: 'I1',
    file: 'shared/orders/apply.ts',
    find: 'const settled = late ? await postponeEffect(deps.orders, record, changeId, seenAtMs) : record;',
    replace:
      'const settled = late && seenAtMs < 0 ? await postponeEffect(deps.orders, record, changeId, seenAtMs) : record;',
    tests: APPLY,
  },
  {
    name: 'keys whose pointers exist are not appended',
    breaks: 'I1',
    file: 'shared/orders/prepare-keys.ts',
    find: "if (precedenceOf(change, stored).kind !== 'governs') return [];",
    replace: "if (stored || precedenceOf(change, stored).kind !== 'governs') return [];",
    tests: APPLY,
  },
  {
    name: 'a crash before the notices is not repaired by the next delivery',
    breaks: 'I4',
    file: 'shared/orders/apply.ts',
    find: "if (receipt?.status !== 'applied') return await finish(queued, record, deps);",
    replace: '',
    tests: APPLY,
  },
  {
    name: 'no notices are made',
    breaks: 'I4',
    file: 'shared/orders/apply.ts',
    find: 'await deps.consequences(settled, changeId, seenAtMs);',
    replace: '',
    tests: APPLY,
  },
];
