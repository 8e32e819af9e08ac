import { expect, test } from 'vitest';
import { checkScope, SCOPES } from '../../../shared/contracts/scopes.ts';
import { SECTORS } from '../../../shared/contracts/sectors.ts';

test('every sector has a scope of its own, beside those of the register and of operations', () => {
  expect(SECTORS.map(checkScope)).toEqual(SECTORS.map((sector) => `check:${sector}`));
  expect(SCOPES).toHaveLength(SECTORS.length + 3);
  expect(new Set(SCOPES).size).toBe(SCOPES.length);
});
