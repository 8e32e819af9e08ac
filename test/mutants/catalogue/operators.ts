import type { Mutant } from '../mutant.ts';

const STANDING = ['test/unit/operators/standing.test.ts'];
const ADMINISTRATION = ['test/unit/operators/administration.test.ts'];
const BEARER = ['test/unit/http/bearer-auth.test.ts'];
const COURTS = ['test/integration/acts/own-courts.test.ts'];
const ACCOUNTED = ['test/integration/acts/accounted.test.ts'];

/** Who may ask and act, for which courts, and until when. */
export const OPERATOR_MUTANTS: readonly Mutant[] = [
  {
    name: 'a record is used for as long as nobody can read it again',
    breaks: 'access',
    file: 'shared/operators/standing.ts',
    find: 'if (ageMs > (known.standing.kind',
    replace: 'if (ageMs > 1e9 * (known.standing.kind',
    tests: STANDING,
  },
  {
    name: 'a record is never read again while it is in use',
    breaks: 'access',
    file: 'shared/operators/standing.ts',
    find: 'if (ageMs > REFRESHED_AFTER_MS) {',
    replace: 'if (ageMs > 1e9) {',
    tests: STANDING,
  },
  {
    name: 'an answer that a frozen container got too late is believed',
    breaks: 'access',
    file: 'shared/operators/standing.ts',
    find: 'if (elapsedMs(since, now()) > USED_FOR_MS) throw tooOld();',
    replace: '',
    tests: STANDING,
  },
  {
    name: 'a slow reading undoes what a later one found',
    breaks: 'access',
    file: 'shared/operators/standing.ts',
    find: 'if ((remembered.get(clientId)?.reading ?? 0) < reading) remember(',
    replace: 'remember(',
    tests: STANDING,
  },
  {
    name: 'a client that was removed counts as long as there is a record',
    breaks: 'access',
    file: 'shared/operators/standing.ts',
    find: "record?.status === 'active'",
    replace: 'record',
    tests: STANDING,
  },
  {
    name: 'a token gives what its record does not',
    breaks: 'access',
    file: 'shared/adapters/http/token-claims.ts',
    find: 'scopes.filter((scope) => record.scopes.includes(scope))',
    replace: 'scopes',
    tests: BEARER,
  },
  {
    name: 'a token keeps the rights of the record that it was first seen with',
    breaks: 'access',
    file: 'shared/adapters/http/bearer-auth.ts',
    find: 'if (token.last?.record !== record) {',
    replace: 'if (!token.last) {',
    tests: BEARER,
  },
  {
    name: 'a client that was removed can be written over',
    breaks: 'access',
    file: 'shared/adapters/dynamodb/clients.ts',
    find: "'attribute_not_exists(pk) OR #status = :active'",
    replace: "'attribute_not_exists(pk) OR #status <> :active OR #status = :active'",
    tests: ['test/conformance/clients.test.ts'],
  },
  {
    name: 'credentials are removed before the record is',
    breaks: 'access',
    file: 'shared/operators/administration.ts',
    find: [
      'for (const { clientId } of named) await directory.remove(clientId, clock.wallMs());',
      'for (const { clientId } of named) await issuer.remove(clientId);',
    ].join('\n      '),
    replace: [
      'for (const { clientId } of named) await issuer.remove(clientId);',
      'for (const { clientId } of named) await directory.remove(clientId, clock.wallMs());',
    ].join('\n      '),
    tests: ADMINISTRATION,
  },
  {
    name: 'a court takes over the order of another by naming itself',
    breaks: 'access',
    file: 'functions/registry-api/routes/own-courts.ts',
    find: ' || (await isOfOtherCourt(orderId, courts, orders));',
    replace: ';',
    tests: COURTS,
  },
  {
    name: 'a court sends changes in the name of another',
    breaks: 'access',
    file: 'functions/registry-api/routes/own-courts.ts',
    find: '!actsForCourt(courts, court.code) || ',
    replace: '',
    tests: COURTS,
  },
  {
    name: 'a court reads and acts on the orders of others',
    breaks: 'access',
    file: 'functions/registry-api/routes/find-order.ts',
    find: ' || !actsForCourt(courts, order.courtCode)',
    replace: '',
    tests: COURTS,
  },
  {
    name: 'a court reads the queue and the counts of others',
    breaks: 'access',
    file: 'functions/registry-api/routes/find-court.ts',
    find: '!actsForCourt(courts, courtCode)',
    replace: 'false',
    tests: COURTS,
  },
  {
    name: 'a receipt is shown without waiting for the account',
    breaks: 'account',
    file: 'functions/registry-api/routes/list-changes.ts',
    find: "await audit.record({\n      atMs: clock.wallMs(),\n      actor: c.get('client').operatorId,\n      act: 'change.read',",
    replace:
      "void audit.record({\n      atMs: clock.wallMs(),\n      actor: c.get('client').operatorId,\n      act: 'change.read',",
    tests: ACCOUNTED,
  },
  {
    name: 'a refusal is told without waiting for the account',
    breaks: 'account',
    file: 'shared/due-process/acts/perform-act.ts',
    find: "if (answer.kind !== 'accepted') {\n    await deps",
    replace: "if (answer.kind !== 'accepted') {\n    void deps",
    tests: ACCOUNTED,
  },
];
