import type { Mutant } from '../mutant.ts';

const INQUIRE = ['test/unit/inquiry/inquire.test.ts'];

/** The person who asks whether an order names them, and whoever else does. */
export const INQUIRY_MUTANTS: readonly Mutant[] = [
  {
    name: 'an order is told by a document that it has ceased to name',
    breaks: 'I6',
    file: 'shared/inquiry/inquire.ts',
    find: 'order.keys.includes(key) && ',
    replace: '',
    tests: INQUIRE,
  },
  {
    name: 'an order is told to whoever knows the number, whatever the name',
    breaks: 'I6',
    file: 'shared/inquiry/inquire.ts',
    find: ' && equal(order.terms.nameDigest, nameDigest)',
    replace: '',
    tests: INQUIRE,
  },
  {
    name: 'a withheld order is told without a reference',
    breaks: 'I6',
    file: 'shared/inquiry/inquire.ts',
    find: "disclosure === 'public' || ",
    replace: 'true || ',
    tests: INQUIRE,
  },
  {
    name: 'the reference of one withheld order opens another',
    breaks: 'I6',
    file: 'shared/inquiry/inquire.ts',
    find: 'intercepted.has(order.orderId)',
    replace: 'intercepted.size > 0',
    tests: INQUIRE,
  },
  {
    name: 'fewer reads tell that a number is unknown',
    breaks: 'I6',
    file: 'shared/inquiry/inquire.ts',
    find: 'orNone(await ',
    replace: '(await ',
    tests: INQUIRE,
  },
  {
    name: 'an inquiry is answered as soon as it is ready',
    breaks: 'I6',
    file: 'shared/inquiry/even-pace.ts',
    find: 'Math.max(1, Math.ceil(spentMs / STEP_MS)) * STEP_MS',
    replace: 'spentMs',
    tests: ['test/unit/inquiry/failures.test.ts'],
  },
  {
    name: 'names can be tried for one number without end',
    breaks: 'I6',
    file: 'shared/inquiry/admission.ts',
    find: "byNumber.kind === 'within'",
    replace: 'byNumber.count > 0',
    tests: ['test/unit/inquiry/flood.test.ts'],
  },
];
