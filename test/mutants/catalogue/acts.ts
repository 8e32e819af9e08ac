import type { Mutant } from '../mutant.ts';

const AT_ONCE = ['test/integration/acts/acts-at-once.test.ts'];
const CLAIMS = ['test/conformance/act-claims.test.ts'];
const ACTS = ['test/integration/acts/acts.test.ts'];
const OBJECTIONS = ['test/integration/objections/objections.test.ts'];

/** What courts do to an order by named operations, and how objections to it are decided. */
export const ACT_MUTANTS: readonly Mutant[] = [
  {
    name: 'a second act does not wait for the one that is under way',
    breaks: 'I4',
    file: 'shared/due-process/acts/claim-act.ts',
    find: "if (standing === 'live') return { kind: 'under-way' };",
    replace: '',
    tests: AT_ONCE,
  },
  {
    name: 'the claim of a process that died is never over',
    breaks: 'I4',
    file: 'shared/due-process/acts/claim-act.ts',
    find: "nowMs - holder.claimedAtMs < holdsMs ? 'live' : 'over'",
    replace: "'live'",
    tests: AT_ONCE,
  },
  {
    name: 'an act is claimed over the claim of another',
    breaks: 'I4',
    file: 'shared/adapters/dynamodb/act-claims.ts',
    find: "              ConditionExpression: 'attribute_not_exists(pk)',\n",
    replace: '',
    tests: CLAIMS,
  },
  {
    name: 'a claim that was renewed meanwhile is taken over',
    breaks: 'I4',
    file: 'shared/adapters/dynamodb/act-claims.ts',
    find: "'changeId = :changeId AND claimedAtMs = :claimedAtMs'",
    replace: "'changeId = :changeId OR claimedAtMs = :claimedAtMs'",
    tests: CLAIMS,
  },
  {
    name: 'an act that is sent again is done as at its own time, not as at that of the first',
    breaks: 'I4',
    file: 'shared/due-process/acts/perform-act.ts',
    find: 'draftAt(claimed.claimedAtMs)',
    replace: 'draftAt(deps.intake.clock.wallMs())',
    tests: AT_ONCE,
  },
  {
    name: 'the same act of two clerks is two changes',
    breaks: 'I4',
    file: 'shared/due-process/acts/identify-act.ts',
    find: 'digestOf({ orderId, baseVersion, act, about, body: rest })',
    replace: 'digestOf({ orderId, baseVersion, act, about, body })',
    tests: ['test/unit/due-process/acts/identify-act.test.ts'],
  },
  {
    name: 'an act is done wherever the order stands',
    breaks: 'I2',
    file: 'shared/due-process/acts/perform-act.ts',
    find: 'if (!possibleActs(state).includes(act.event)) {',
    replace: "if (state === 'risk-warning') {",
    tests: ACTS,
  },
  {
    name: 'an order that was let go can be resumed',
    breaks: 'I2',
    file: 'shared/due-process/life.ts',
    find: "from: ['suspended'],",
    replace: "from: ['suspended', 'released'],",
    tests: ['test/unit/due-process/life.test.ts'],
  },
  {
    name: 'documents that were cleared go on matching',
    breaks: 'I2',
    file: 'shared/orders/order-version.ts',
    find: '.filter((key) => !cleared.has(key))',
    replace: '',
    tests: ['test/unit/orders/order-version.test.ts'],
  },
  {
    name: 'an objection is decided a second time, the other way',
    breaks: 'I4',
    file: 'shared/due-process/objections/decide.ts',
    find: "return whyNot(stored, request) ?? { kind: 'next',",
    replace: "return { kind: 'next',",
    tests: OBJECTIONS,
  },
  {
    name: 'an objection is written over what others decided meanwhile',
    breaks: 'I4',
    file: 'shared/adapters/dynamodb/objections.ts',
    find: "'revision = :before'",
    replace: "'revision >= :before'",
    tests: ['test/conformance/objections.test.ts'],
  },
  {
    name: 'a decision that is sent twice is refused the second time',
    breaks: 'I4',
    file: 'shared/due-process/objections/decide.ts',
    find: 'if (isDecided(stored, request)) {',
    replace: 'if (stored === undefined) {',
    tests: OBJECTIONS,
  },
  {
    name: 'any version after an upheld objection counts as the one that exempts',
    breaks: 'I2',
    file: 'shared/due-process/objections/decide.ts',
    find: 'delivered.has(awaitsChange)',
    replace: 'version > 1',
    tests: OBJECTIONS,
  },
];
