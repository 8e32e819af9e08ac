import { describe, expect, test } from 'vitest';
import type { OrderId } from '../../../../shared/contracts/ids.ts';
import { changeIdField } from '../../../../shared/contracts/list-change.ts';
import { type ActIdentity, identifyAct } from '../../../../shared/due-process/acts/identify-act.ts';
import { makers } from '../../orders/fixtures.ts';

const act: ActIdentity = {
  orderId: 'ord-1' as OrderId,
  baseVersion: 1,
  act: 'release',
  body: { endReason: 'performed' },
};
const idOf = (overrides: Partial<ActIdentity> = {}) => identifyAct({ ...act, ...overrides }, makers.digester);

describe('the change id of an act', () => {
  test('is a UUID of version 8 as change ids are written', () => {
    for (let baseVersion = 1; baseVersion <= 50; baseVersion++) {
      const id = idOf({ baseVersion });
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(changeIdField.parse(id)).toBe(id);
    }
  });

  test('is the same whoever acts, and in whatever sequence the fields of the body come', () => {
    const body = { endReason: 'performed', other: 1 };
    const turned = { other: 1, staff: 'clerk-17', endReason: 'performed' };
    expect(idOf({ body: turned })).toBe(idOf({ body }));
  });

  test('differs for another order, version, act, body and grant', () => {
    const ids = [
      idOf(),
      idOf({ orderId: 'ord-2' as OrderId }),
      idOf({ baseVersion: 2 }),
      idOf({ act: 'cancel' }),
      idOf({ body: { endReason: 'settled' } }),
      idOf({ about: 'g1' }),
      idOf({ about: 'g2' }),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});
