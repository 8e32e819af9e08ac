import type { Mutant } from '../mutant.ts';

const STRONG = ['test/unit/adapters/strong-reads.test.ts'];

/** An eventual instead of a strong read in one adapter. */
function eventualRead(
  what: string,
  breaks: Mutant['breaks'],
  file: string,
  before: string,
  after = '',
): Mutant {
  return {
    name: `eventual read of ${what}`,
    breaks,
    file: `shared/adapters/dynamodb/${file}`,
    find: `${before}ConsistentRead: true${after}`,
    replace: `${before}ConsistentRead: false${after}`,
    tests: STRONG,
  };
}

/** Reads that must be strongly consistent. */
export const READ_MUTANTS: readonly Mutant[] = [
  eventualRead('the pointers of a key', 'I1', 'pointers.ts', ''),
  eventualRead('one order', 'I2', 'orders.ts', 'Key: marshall(itemKeys.order(orderId)),\n            '),
  eventualRead('many orders', 'I2', 'orders.ts', 'Keys: [...batch], '),
  eventualRead(
    'the head of the log',
    'I3',
    'change-log.ts',
    '',
    ",\n            KeyConditionExpression: 'pk = :log',",
  ),
  eventualRead('the log', 'I1', 'change-log.ts', '', ",\n            KeyConditionExpression: 'pk = :log AND"),
  eventualRead('the snapshot manifest', 'I5', 'snapshot-manifests.ts', ''),
  eventualRead('the interceptions of an order', 'I4', 'interceptions.ts', ''),
  eventualRead('an allowance', 'I1', 'allowances.ts', ''),
  eventualRead('the claim of an act', 'I4', 'act-claims.ts', ''),
  eventualRead('an objection', 'I4', 'objections.ts', ''),
  eventualRead('a clock', 'clocks', 'deadlines.ts', ''),
  eventualRead('how far the last run through the clocks came', 'clocks', 'due-cursor.ts', ''),
  eventualRead('the webhook of an operator', 'I4', 'webhook-endpoints.ts', ''),
  eventualRead(
    'a page of a partition',
    'I4',
    'partition-reader.ts',
    '',
    ',\n            KeyConditionExpression:\n',
  ),
  eventualRead(
    'what hangs on an ended order',
    'I6',
    'partition-reader.ts',
    '',
    ",\n              KeyConditionExpression: 'pk = :pk',",
  ),
];
