import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CheckId, DecisionId, OrderId } from '../../../shared/contracts/ids.ts';
import type { RESTRICTED_ITEMS } from '../../../shared/contracts/items.ts';
import { applyChanges } from '../../../shared/orders/apply.ts';
import { hasEnded, type OrderRecord } from '../../../shared/orders/order.ts';
import type { QueuedChange } from '../../../shared/orders/ports.ts';
import { restricts } from '../../../shared/orders/restriction.ts';
import { ruleOf } from '../../../shared/policy/rule-of.ts';
import { type FaultPlan, withFaults } from '../../unit/orders/faults.ts';
import { NOW_MS, queued } from '../../unit/orders/fixtures.ts';
import { deny, memoryRegister, wired } from '../../unit/orders/register.ts';

const ORDER = 'ord-1' as OrderId;
const CLASSES = ['air.any-cabin', 'rail.g-train'] as const;

const denial = fc.record({
  kind: fc.constant('denial' as const),
  operator: fc.constantFrom('rail-a', 'air-b'),
  productClass: fc.constantFrom(...CLASSES),
});

const change = fc.record({
  kind: fc.constant('change' as const),
  status: fc.constantFrom('active', 'active', 'active', 'suspended', 'released'),
  items: fc.subarray(['air', 'rail-emu', 'insurance'] as (typeof RESTRICTED_ITEMS)[number][], {
    minLength: 1,
  }),
  plan: fc.option(
    fc.record({
      atCall: fc.integer({ min: 0, max: 25 }),
      when: fc.constantFrom('before' as const, 'after' as const),
      kind: fc.constantFrom('fault' as const, 'crash' as const),
    } satisfies { [Field in keyof FaultPlan]: fc.Arbitrary<FaultPlan[Field]> }),
  ),
});

const redelivery = fc.record({ kind: fc.constant('redelivery' as const) });

const steps = fc.array(
  fc.oneof(
    { arbitrary: denial, weight: 3 },
    { arbitrary: change, weight: 3 },
    { arbitrary: redelivery, weight: 1 },
  ),
  { minLength: 4, maxLength: 24 },
);

/** Whether a check would deny this class of product by the order as it stands. */
function denies(order: OrderRecord | undefined, productClass: string): boolean {
  const items = ruleOf(productClass, NOW_MS)?.items ?? [];
  return order !== undefined && restricts(order.terms, { items, nowMs: NOW_MS }).kind === 'yes';
}

test('however changes are interrupted and repeated, every denial that ceased to hold is told of once', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const register = memoryRegister();
      const happened: { kind: 'denied' | 'told'; decisionId: DecisionId }[] = [];
      const putOnce: typeof register.notices.putOnce = async (notice) => {
        const outcome = await register.notices.putOnce(notice);
        if (outcome === 'stored')
          happened.push(...notice.decisionIds.map((decisionId) => ({ kind: 'told' as const, decisionId })));
        return outcome;
      };
      const ports = wired({ ...register, notices: { ...register.notices, putOnce } });
      const waiting: QueuedChange[] = [];
      const deliver = async (one: QueuedChange, plan?: FaultPlan | null) => {
        const faulty = withFaults(ports, plan ?? { atCall: -1, when: 'before', kind: 'fault' });
        const [outcome] = await applyChanges([one], wired(faulty.ports));
        if (outcome?.kind === 'failed' || plan?.kind === 'crash') waiting.push(one);
      };

      await deliver(queued());
      let version = 1;
      for (const [index, step] of all.entries()) {
        const order = await register.orders.get(ORDER);
        if (step.kind === 'denial' && denies(order, step.productClass)) {
          const { operator, productClass } = step;
          const lastCheckId = `chk_${index}` as CheckId;
          const decision = `${operator}-${productClass}`;
          await deny(register, ORDER, operator, decision, { productClass, lastCheckId });
          happened.push({ kind: 'denied', decisionId: `dec_${decision}` as DecisionId });
        }
        if (step.kind === 'change') {
          const { status, items, plan } = step;
          await deliver(queued({ version: ++version, status, terms: { items } }), plan);
        }
        if (step.kind === 'redelivery' && waiting[0]) await deliver(waiting.shift() as QueuedChange);
      }
      while (waiting[0]) await deliver(waiting.shift() as QueuedChange);

      const order = (await register.orders.get(ORDER)) as OrderRecord;
      const ended = hasEnded(order.terms.status);
      for (const { decisionId, productClass } of register.interceptions.all()) {
        const story = happened.filter((one) => one.decisionId === decisionId).map(({ kind }) => kind);
        if (!denies(order, productClass)) expect(story.at(-1)).toBe('told');
        // An end tells of all decisions, those too that an earlier change had lifted.
        const untilEnd = ended ? story.slice(0, -1) : story;
        expect(untilEnd.some((kind, at) => kind === 'told' && untilEnd[at - 1] === 'told')).toBe(false);
      }
    }),
    { numRuns: 400 },
  );
});
