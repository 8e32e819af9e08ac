import { expect, test } from 'vitest';
import { identifyChange } from '../../../shared/orders/identify-change.ts';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { changeIdOf, documentAsSent } from './fixtures.ts';

const NUMBER = syntheticResidentId(1);
const changeId = changeIdOf(1);

test('a change that is wrong in all else is known by its id, its order and its version', () => {
  const order = { orderId: 'ord-1', version: 3, subject: 'somebody' };
  expect(identifyChange({ changeId, order })).toEqual({
    changeId,
    receipt: { changeId, orderId: 'ord-1', version: 3 },
  });
});

test('an order id that gives a document of the order away is kept nowhere', () => {
  const order = documentAsSent({ orderId: `case-${NUMBER}` });
  expect(identifyChange({ changeId, order })).toEqual({ changeId });
});

test.each([
  ['no subject', {}],
  ['no documents', { subject: { name: 'x' } }],
  ['documents under another name', { subject: { papers: [{ number: NUMBER }] } }],
  ['a document that cannot be read', { subject: { documents: [{ number: 'E12345678' }, NUMBER] } }],
  ['documents in another form', { subject: { documents: [NUMBER] } }],
])('an id that looks like a number is kept nowhere either when the order has %s', (_, rest) => {
  for (const orderId of [NUMBER, `case-${NUMBER}`, NUMBER.slice(0, 17), '999999900101001']) {
    expect(identifyChange({ changeId, order: { orderId, version: 1, ...rest } })).toEqual({ changeId });
  }
});
