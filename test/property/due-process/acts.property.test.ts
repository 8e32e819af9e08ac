import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChangeId } from '../../../shared/contracts/ids.ts';
import { isFinal } from '../../../shared/due-process/life.ts';
import { stateOf } from '../../../shared/due-process/state-of.ts';
import { hasEnded } from '../../../shared/orders/order.ts';
import { syntheticResidentId } from '../../fixtures/synthetic-documents.ts';
import { actWorld } from '../../integration/acts/world.ts';
import { grantAsSent } from '../../unit/orders/fixtures.ts';

const document = (n: number) => ({ documents: [{ type: 'resident-id', number: syntheticResidentId(n) }] });

const ACTS: readonly (readonly [path: string, body: object])[] = [
  ['suspend', {}],
  ['resume', {}],
  ['grants', grantAsSent({ grantId: 'g1' })],
  ['grants', grantAsSent({ grantId: 'g2', items: ['rail-emu'] })],
  ['grants/g1/revoke', {}],
  ['documents', document(2)],
  ['documents/clear', document(1)],
  ['release', { endReason: 'performed' }],
  ['cancel', {}],
];
const ENDS = 2;

/** Acts of clerks at once, then whether the queues are served before the next ones act. */
const steps = fc.array(
  fc.record({
    acts: fc.array(fc.nat({ max: ACTS.length - 1 }), { minLength: 1, maxLength: 3 }),
    drain: fc.boolean(),
    waitMs: fc.constantFrom(0, 5_000, 90_000),
  }),
  { minLength: 1, maxLength: 6 },
);

test('an act that was accepted takes effect, unless the order was let go; and none is ever undone by another', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (plan) => {
      const world = actWorld();
      await world.impose();
      const accepted = new Map<ChangeId, { readonly ends: boolean; readonly version: number }>();
      for (const { acts, drain, waitMs } of plan) {
        const before = stateOf(await world.record(), world.clock.nowMs);
        const answers = await Promise.all(
          acts.map(async (index) => {
            const [path, body] = ACTS[index] as (typeof ACTS)[number];
            return { ends: index >= ACTS.length - ENDS, ...(await world.act(path, body)) };
          }),
        );
        for (const { status, body, ends } of answers) {
          expect([202, 404, 409]).toContain(status);
          if (status !== 202) continue;
          const { changeId, version } = body as { changeId: ChangeId; version: number };
          accepted.set(changeId, { ends, version });
        }
        if (drain) await world.drain();
        const after = stateOf(await world.record(), world.clock.nowMs);
        if (isFinal(before)) expect(isFinal(after)).toBe(true);
        world.clock.nowMs += waitMs;
      }
      await world.drain();

      const record = await world.record();
      for (const [changeId, { ends }] of accepted) {
        const { status } = (await world.receipts.get(changeId)) ?? {};
        if (ends || !hasEnded(record.terms.status)) expect(status).toBe('applied');
        else expect(['applied', 'superseded']).toContain(status);
      }
      const applied = record.history.filter(({ status }) => !hasEnded(status)).map(({ version }) => version);
      expect(new Set(applied).size).toBe(applied.length);
    }),
    { numRuns: 60 },
  );
});
