import { describe, expect, test } from 'vitest';
import { prepareKeys } from '../../../shared/orders/prepare-keys.ts';
import { NOW_MS, orderVersion } from './fixtures.ts';
import { memoryRegister, readLog } from './register.ts';

describe('the keys of a batch', () => {
  test('are ready at the time when the log acknowledged them', async () => {
    const register = memoryRegister();
    const changes = [{ change: orderVersion(), stored: undefined }];
    expect(await prepareKeys(changes, register)).toEqual([{ kind: 'ready', appendedAtMs: NOW_MS }]);
  });

  test('are ready without a time, a pointer or an entry of the log if an order ends', async () => {
    const register = memoryRegister();
    let puts = 0;
    const pointers = {
      ...register.pointers,
      put: async () => {
        puts += 1;
      },
    };
    const changes = [{ change: orderVersion({ status: 'released' }), stored: undefined }];
    expect(await prepareKeys(changes, { ...register, pointers })).toEqual([
      { kind: 'ready', appendedAtMs: undefined },
    ]);
    expect(puts).toBe(0);
    expect(await readLog(register.log)).toEqual([]);
  });
});
