import type { Mutant } from '../mutant.ts';

const NOTICES = ['test/unit/notices', 'test/property/notices'];

/** Notices: who is told that a denial does not hold any more. */
export const NOTICE_MUTANTS: readonly Mutant[] = [
  {
    name: 'a notice has another id each time',
    breaks: 'I4',
    file: 'shared/notices/notify-end.ts',
    find: 'const noticeId = noticeIdFor(orderId, operatorId);',
    replace: 'const noticeId = noticeIdFor((orderId + nowMs) as never, operatorId);',
    tests: ['test/unit/notices'],
  },
  {
    name: 'an order that restricts less tells nobody',
    breaks: 'I4',
    file: 'shared/notices/notify-of-change.ts',
    find: 'if (order.history.length === 1 && clearing.length === 0) return;',
    replace: 'if (order.history.length > 0) return;',
    tests: NOTICES,
  },
  {
    name: 'a change that does not govern any more tells of denials that are younger than it',
    breaks: 'I4',
    file: 'shared/notices/notify-of-change.ts',
    find: 'isUnmarked && (await deps.orders.get(order.orderId))?.changeId === changeId',
    replace: 'isUnmarked',
    tests: NOTICES,
  },
  {
    name: 'a denial that a check counts an attempt on meanwhile is told of by nobody',
    breaks: 'I4',
    file: 'shared/notices/notify-of-change.ts',
    find: 'if (marked.length < unmarked.length) continue;',
    replace: '',
    tests: NOTICES,
  },
  {
    name: 'an interrupted change forgets the notice that it owes',
    breaks: 'I4',
    file: 'shared/notices/notify-of-change.ts',
    find: '...denials.filter(({ noticedFor }) => noticedFor === changeId),',
    replace: '',
    tests: NOTICES,
  },
  {
    name: 'two changes tell of the same denial',
    breaks: 'I4',
    file: 'shared/adapters/dynamodb/interceptions.ts',
    find: ' AND (attribute_not_exists(noticedFor) OR noticedFor = :changeId)',
    replace: ' AND :changeId = :changeId',
    tests: ['test/conformance/interceptions.test.ts'],
  },
  {
    name: 'a denial that is made again stays marked as told',
    breaks: 'I4',
    file: 'shared/adapters/dynamodb/interceptions.ts',
    find: "'REMOVE noticedFor'",
    replace: "''",
    tests: ['test/conformance/interceptions.test.ts'],
  },
  {
    name: 'who was stopped by a document of somebody else is not let go',
    breaks: 'I4',
    file: 'shared/notices/lifted.ts',
    find: 'order.keys.length === 0 || matchedKeys.some((key) => !namesDocumentOf(key, order))',
    replace: 'order.keys.length === 0',
    tests: NOTICES,
  },
  {
    name: 'the notice of an end hides what was denied after an earlier one',
    breaks: 'I4',
    file: 'shared/notices/notify-end.ts',
    find: 'if (later.length === 0) continue;',
    replace: 'continue;',
    tests: NOTICES,
  },
  {
    name: 'the notice of an operator is overwritten by a later delivery',
    breaks: 'I4',
    file: 'shared/adapters/dynamodb/notices.ts',
    find: "ConditionExpression: 'attribute_not_exists(pk)',",
    replace: '',
    tests: ['test/conformance/notices.test.ts'],
  },
];
