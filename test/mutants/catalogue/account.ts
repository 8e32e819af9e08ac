import type { Mutant } from '../mutant.ts';

const CHAIN = ['test/unit/audit/verify-chain.test.ts'];
const VERIFY = ['test/integration/audit/verify.test.ts'];
const ATTEST = ['test/unit/attestations/attestation.test.ts'];
const RETENTION = ['test/unit/retention/retention.test.ts'];

/** What is written down about acts, what is signed, and how long anything is kept. */
export const ACCOUNT_MUTANTS: readonly Mutant[] = [
  {
    name: 'an act is done although it could not be accounted for',
    breaks: 'account',
    file: 'shared/due-process/acts/perform-act.ts',
    find: 'facts: factsOf(state, draft, about),\n  });',
    replace: 'facts: factsOf(state, draft, about),\n  }).catch(() => undefined);',
    tests: ['test/integration/acts/acts-at-once.test.ts'],
  },
  {
    name: 'a webhook is removed before that is accounted for',
    breaks: 'account',
    file: 'shared/notices/endpoints/manage-webhook.ts',
    find: [
      "await audit.record(eventOf(acting, 'webhook.remove', clock.wallMs()));",
      'await endpoints.remove(acting.operatorId);',
    ].join('\n  '),
    replace: [
      'await endpoints.remove(acting.operatorId);',
      "await audit.record(eventOf(acting, 'webhook.remove', clock.wallMs()));",
    ].join('\n  '),
    tests: ['test/unit/notices-api/webhook.test.ts'],
  },
  {
    name: 'a person is answered without waiting for the account',
    breaks: 'account',
    file: 'shared/inquiry/inquire.ts',
    find: 'await deps.audit.record({',
    replace: 'void deps.audit.record({',
    tests: ['test/unit/inquiry/inquire.test.ts'],
  },
  {
    name: 'an order is shown without waiting for the account',
    breaks: 'account',
    file: 'functions/registry-api/routes/orders.ts',
    find: 'await audit.record({',
    replace: 'void audit.record({',
    tests: ['test/integration/acts/readings.test.ts'],
  },
  {
    name: 'objections are shown without waiting for the account',
    breaks: 'account',
    file: 'functions/registry-api/routes/objections.ts',
    find: 'await audit.record({',
    replace: 'void audit.record({',
    tests: ['test/integration/acts/readings.test.ts'],
  },
  {
    name: 'the queue of a court is shown without waiting for the account',
    breaks: 'account',
    file: 'functions/registry-api/routes/reminders.ts',
    find: 'await deps.audit.record({',
    replace: 'void deps.audit.record({',
    tests: ['test/integration/acts/readings.test.ts'],
  },
  {
    name: 'an entry of the account may be overwritten',
    breaks: 'account',
    file: 'shared/adapters/dynamodb/audit-entries.ts',
    find: "ConditionExpression: 'attribute_not_exists(pk)',",
    replace: '',
    tests: ['test/conformance/audit-entries.test.ts'],
  },
  {
    name: 'an entry need not name the one before it',
    breaks: 'account',
    file: 'shared/audit/verify-chain.ts',
    find: 'else if (entry.previous !== newest.digest)',
    replace: 'else if (entry.previous === undefined)',
    tests: CHAIN,
  },
  {
    name: 'the content of an entry is not held against its digest',
    breaks: 'account',
    file: 'shared/audit/verify-chain.ts',
    find: 'entry.chain !== chain || !hasItsDigest(entry)',
    replace: 'entry.chain !== chain',
    tests: CHAIN,
  },
  {
    name: 'a chain that was written anew after a checkpoint passes',
    breaks: 'account',
    file: 'shared/audit/verify-chain.ts',
    find: 'mark.digest !== entry.digest',
    replace: 'mark.digest.length !== entry.digest.length',
    tests: CHAIN,
  },
  {
    name: 'the signature of a statement is not checked',
    breaks: 'account',
    file: 'shared/adapters/jws/verify-statement.ts',
    find: "return { kind: 'not-genuine', why: reasonOf(error) };",
    replace: [
      "const text = Buffer.from(statement.split('.')[1] ?? '', 'base64url').toString('utf8');",
      "return { kind: 'genuine', keyId: '', text };",
    ].join('\n    '),
    tests: VERIFY,
  },
  {
    name: 'a checkpoint that is not ours is passed over in silence',
    breaks: 'account',
    file: 'shared/audit/write-checkpoint.ts',
    find: ', ...(before && !opened ? { forged: before.name } : {})',
    replace: '',
    tests: ['test/unit/audit/write-checkpoint.test.ts'],
  },
  {
    name: 'the subjects of a statement share a salt',
    breaks: 'I6',
    file: 'shared/attestations/attester.ts',
    find: [
      'const salts = identification.subjects.map(({ ref, documents }) => {',
      '  const salt = deps.newSalt();',
    ].join('\n      '),
    replace: [
      'const salt = deps.newSalt();',
      'const salts = identification.subjects.map(({ ref, documents }) => {',
    ].join('\n      '),
    tests: ATTEST,
  },
  {
    name: 'all statements of a container share a salt',
    breaks: 'I6',
    file: 'functions/check-api/dependencies.ts',
    find: 'newSalt: () => randomBytes(SALT_BYTES),',
    replace: 'newSalt: ((salt) => () => salt)(randomBytes(SALT_BYTES)),',
    tests: ['test/integration/wired/attestations.test.ts'],
  },
  {
    name: 'the salt is no part of the digest of documents',
    breaks: 'I6',
    file: 'shared/attestations/document-digest.ts',
    find: "createHmac('sha256', salt)",
    replace: "createHmac('sha256', '')",
    tests: ATTEST,
  },
  {
    name: 'what hangs on an order gets its end before the notices are made',
    breaks: 'I4',
    file: 'shared/due-process/consequences.ts',
    find: 'await notifyOfChange(order, changeId, nowMs, deps);',
    replace:
      'await retainEndedOrder(order, deps.retention);\n    await notifyOfChange(order, changeId, nowMs, deps);',
    tests: ['test/unit/due-process/consequences.test.ts'],
  },
  {
    name: 'denials under an ended order are kept for ever',
    breaks: 'I6',
    file: 'shared/retention/retain-ended-order.ts',
    find: "await store.expireInterceptions(orderId, expiresAtS('interception', endedAtMs));",
    replace: '',
    tests: RETENTION,
  },
  {
    name: 'an order in its life gets an end',
    breaks: 'I1',
    file: 'shared/retention/retain-ended-order.ts',
    find: "if (!hasEnded(order.terms.status)) return 'not-ended';",
    replace: '',
    tests: RETENTION,
  },
];
