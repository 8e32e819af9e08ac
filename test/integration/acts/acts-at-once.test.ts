import { describe, expect, test } from 'vitest';
import { createMemoryAuditTrail } from '../../../shared/adapters/memory/audit-trail.ts';
import type { ChangeId } from '../../../shared/contracts/ids.ts';
import { DependencyUnavailable } from '../../../shared/contracts/problem.ts';
import { CLAIM_HOLDS_MS } from '../../../shared/due-process/acts/claim-act.ts';
import { grantAsSent } from '../../unit/orders/fixtures.ts';
import { type ActWorld, actWorld } from './world.ts';

const RELEASE = { endReason: 'performed' };
const GRANT = grantAsSent({ from: '2026-02-01T00:00:00+08:00' });
const { grantId: _, ...GRANT_WITHOUT_ID } = GRANT;

const acts = (world: ActWorld) => world.trail.all().filter(({ act }) => act.startsWith('order.'));

describe('the same act', () => {
  test.each([
    ['release', RELEASE],
    ['grants', GRANT_WITHOUT_ID],
    ['grants/g1/revoke', {}],
  ])('%s of two clerks at once is one change, and both are accounted for', async (path, body) => {
    const world = actWorld();
    await world.impose(path.endsWith('revoke') ? { grants: [GRANT] } : {});
    const clerk = async (staff: string, delayMs: number) => {
      world.clock.nowMs += delayMs;
      return await world.act(path, { ...body, staff });
    };
    const answers = await Promise.all([clerk('clerk-1', 0), clerk('clerk-2', 7)]);
    answers.push(await clerk('clerk-3', 11));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(new Set(answers.map((answer) => answer.body.changeId)).size).toBe(1);
    await world.drain();
    expect((await world.record()).history).toHaveLength(2);
    expect(acts(world).map(({ staff }) => staff)).toEqual(['clerk-1', 'clerk-2', 'clerk-3']);
  });

  test('sent again after it was applied is answered as applied, and done once', async () => {
    const world = actWorld();
    await world.impose();
    const first = await world.act('grants', GRANT_WITHOUT_ID);
    await world.drain();
    const again = await world.act('grants', GRANT_WITHOUT_ID);
    expect(again).toMatchObject({ status: 202, body: { ...first.body, status: 'applied' } });
    expect(await world.drain()).toEqual([]);
    expect((await world.record()).terms.grants).toHaveLength(1);
  });

  test('after something else happened is judged anew', async () => {
    const world = actWorld();
    await world.impose();
    await world.act('grants', GRANT_WITHOUT_ID);
    await world.drain();
    await world.act('suspend');
    await world.drain();
    expect((await world.act('grants', GRANT_WITHOUT_ID)).status).toBe(409);
    expect((await world.act('suspend')).body).toMatchObject({ version: 3, status: 'applied' });
    await world.act('resume');
    await world.drain();
    expect((await world.act('suspend')).body).toMatchObject({ version: 5, status: 'queued' });
  });
});

describe('another act on the same version', () => {
  test('is told to ask again while the first is under way, and is done after it', async () => {
    const world = actWorld();
    await world.impose();
    const answers = await Promise.all([world.act('suspend'), world.act('grants', GRANT)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body.detail).toContain('under way');
    expect(refused?.headers.get('retry-after')).toBe('1');
    await world.drain();
    const [path, body] = refused === answers[1] ? (['grants', GRANT] as const) : (['suspend', {}] as const);
    expect((await world.act(path, body)).status).toBe(202);
    await world.drain();
    const record = await world.record();
    expect(record).toMatchObject({ version: 3, terms: { status: 'suspended', grants: [{ grantId: 'g1' }] } });
  });

  test('that lets go does not wait for one that is under way, and governs whichever is applied first', async () => {
    for (const endFirst of [true, false]) {
      const world = actWorld();
      await world.impose();
      const grant = await world.act('documents', {
        documents: [{ type: 'passport', number: 'E12345678', issuer: 'CHN' }],
      });
      if (!endFirst) await world.drain();
      const release = await world.act('release', RELEASE);
      expect([grant.status, release.status]).toEqual([202, 202]);
      await world.drain();
      expect((await world.record()).terms.status).toBe('released');
      const receipt = await world.receipts.get(grant.body.changeId as ChangeId);
      expect(receipt?.status).toBe(endFirst ? 'superseded' : 'applied');
    }
  });

  test('that also lets go is told to ask again', async () => {
    const world = actWorld();
    await world.impose();
    const answers = await Promise.all([world.act('release', RELEASE), world.act('cancel')]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 409]);
  });

  test('takes the place of one whose process died, and not before that is certain', async () => {
    const world = actWorld({ audit: failingOnce() });
    await world.impose();
    expect((await world.act('suspend')).status).toBe(503);
    expect((await world.act('grants', GRANT)).status).toBe(409);
    world.clock.nowMs += CLAIM_HOLDS_MS - 1;
    expect((await world.act('grants', GRANT)).status).toBe(409);
    world.clock.nowMs += 1;
    expect((await world.act('grants', GRANT)).status).toBe(202);
    expect((await world.act('suspend')).status).toBe(409);
  });

  test('leaves the place to one that comes back late, and renewed its claim', async () => {
    const world = actWorld({ audit: failingOnce() });
    await world.impose();
    await world.act('suspend');
    world.clock.nowMs += CLAIM_HOLDS_MS;
    expect((await world.act('suspend')).status).toBe(202);
    expect((await world.act('grants', GRANT)).status).toBe(409);
    await world.drain();
    expect((await world.record()).terms.status).toBe('suspended');
  });

  test('takes the place of one whose change was superseded', async () => {
    const world = actWorld();
    await world.impose();
    const { body } = await world.act('suspend');
    const receipt = await world.receipts.get(body.changeId as ChangeId);
    if (!receipt) throw new Error('the act left no receipt');
    await world.receipts.settle({ ...receipt, status: 'superseded' });
    expect((await world.act('grants', GRANT)).status).toBe(202);
  });
});

/** A trail that cannot be reached for the first act. */
function failingOnce() {
  const trail = createMemoryAuditTrail();
  let acts = 0;
  return {
    async record(event: Parameters<typeof trail.record>[0]) {
      if (event.act.startsWith('order.') && acts++ === 0) throw new DependencyUnavailable('dynamodb', 'down');
      await trail.record(event);
    },
  };
}

describe('a fault', () => {
  test('of the audit stops the act before it takes effect; the same act again completes it', async () => {
    const world = actWorld({ audit: failingOnce() });
    await world.impose();
    const failed = await world.act('release', RELEASE);
    expect(failed.status).toBe(503);
    expect(failed.headers.get('retry-after')).toBe('2');
    expect(failed.body.detail).toContain('same act');
    expect(await world.drain()).toEqual([]);
    expect((await world.act('release', RELEASE)).status).toBe(202);
    await world.drain();
    expect((await world.record()).terms.status).toBe('released');
  });

  test('of the queue leaves an act that the same act completes', async () => {
    let down = false;
    const world = actWorld({
      beforeSend() {
        if (down) throw new DependencyUnavailable('sqs', 'down');
      },
    });
    await world.impose();
    down = true;
    expect((await world.act('suspend')).status).toBe(503);
    down = false;
    world.clock.nowMs += 2 * CLAIM_HOLDS_MS;
    expect((await world.act('grants', GRANT)).status).toBe(409);
    expect((await world.act('suspend')).status).toBe(202);
    await world.drain();
    expect((await world.record()).terms.status).toBe('suspended');
  });

  test('of the audit keeps an order unread and a list change out', async () => {
    const audit = { record: () => Promise.reject(new DependencyUnavailable('dynamodb', 'down')) };
    const world = actWorld({ audit });
    await expect(world.impose()).rejects.toThrow('503');
    expect(await world.drain()).toEqual([]);
  });
});
