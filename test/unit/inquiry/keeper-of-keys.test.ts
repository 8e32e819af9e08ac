import { describe, expect, test } from 'vitest';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { createInquiryWorld } from '../../support/inquiry-world.ts';

const asked = (n: number) => ({
  document: { type: 'resident-id', number: syntheticResidentId(n) },
  name: '测试甲',
});

describe('an inquiry while the keeper of keys is away', () => {
  test('is answered alike whether or not there is an order to open', async () => {
    const canOpen = () => Promise.reject(new DependencyUnavailable('kms', 'down'));
    const answers = [];
    for (const n of [1, 2]) {
      const world = createInquiryWorld({ canOpen });
      await world.impose();
      const response = await world.post(asked(n));
      answers.push([response.status, await response.text()]);
      expect(world.audit.all()).toEqual([]);
    }
    expect(answers[0]?.[0]).toBe(503);
    expect(answers[1]).toEqual(answers[0]);
  });

  test('waits for the keeper alike, whatever there is to open', async () => {
    for (const n of [1, 2]) {
      let askedFor = 0;
      const world = createInquiryWorld({
        async canOpen() {
          askedFor += 1;
        },
      });
      await world.impose();
      expect((await world.post(asked(n))).status).toBe(200);
      expect(askedFor).toBe(1);
    }
  });
});
