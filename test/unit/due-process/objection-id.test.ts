import { expect, test } from 'vitest';
import type { OrderId } from '../../../shared/contracts/ids.ts';
import { isObjectionId, objectionIdFor } from '../../../shared/due-process/objections/objection-id.ts';

const FILING = {
  orderId: 'ord-1' as OrderId,
  ground: 'facts',
  filedBy: 'subject',
  filedAtMs: Date.parse('2026-03-01T09:00:00+08:00'),
} as const;

test('the id of an objection is the same for the same filing, and another for any other', () => {
  const ids = [
    FILING,
    { ...FILING },
    { ...FILING, ground: 'law' as const },
    { ...FILING, filedBy: 'representative' as const },
    { ...FILING, filedAtMs: FILING.filedAtMs + 1 },
    { ...FILING, orderId: 'ord-2' as OrderId },
  ].map(objectionIdFor);
  expect(new Set(ids).size).toBe(5);
  expect(ids.every(isObjectionId)).toBe(true);
});

test('nothing else is taken for an id: a key that is too long for the register is never looked up', () => {
  for (const text of ['', 'obj_none', 'ddl_AAAAAAAAAAAAAAAAAAAAAA', `obj_${'A'.repeat(2_000)}`]) {
    expect(isObjectionId(text), text.slice(0, 20)).toBe(false);
  }
});
