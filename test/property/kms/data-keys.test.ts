import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDataKeys } from '../../../shared/adapters/kms/data-keys.ts';
import type { KeyWrapper } from '../../../shared/adapters/kms/key-wrapper.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const LIMITS = { maxAgeMs: 300, maxSealed: 5, maxKept: 3 };

type Step =
  | { readonly kind: 'seal'; readonly times: number }
  | { readonly kind: 'open'; readonly key: number }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'jump'; readonly ms: number }
  | { readonly kind: 'settle' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('seal' as const), times: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ kind: fc.constant('open' as const), key: fc.nat(6) }),
  fc.record({ kind: fc.constant('pass' as const), ms: fc.nat(400) }),
  fc.record({ kind: fc.constant('jump' as const), ms: fc.integer({ min: -1_000, max: 400 }) }),
  fc.record({ kind: fc.constant('settle' as const) }),
);

test('whatever comes at once, fails or takes long: every key that is lent is whole, young and not used up', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(step, { maxLength: 40 }),
      fc.infiniteStream(fc.integer({ min: 0, max: 4 })),
      async (scheduler, steps, luck) => {
        const clock = createManualClock();
        const startedAtMs = clock.monotonicMs();
        const keys = new Map<string, Buffer>();
        for (let n = 0; n < 7; n++) keys.set(`old-${n}`, randomBytes(32));
        const lent: { bytes: Buffer; askedAtMs: number }[] = [];
        const sealed = new Map<string, number>();

        /** One call in five fails; answers come in any sequence. */
        const answer = async <T>(value: () => T): Promise<T> => {
          const fails = luck.next().value === 0;
          return await scheduler.schedule(Promise.resolve()).then(() => {
            if (fails) throw new Error('down');
            return value();
          });
        };
        const lend = (wrapped: string, askedAtMs: number) => {
          const bytes = Buffer.from(keys.get(wrapped) as Buffer);
          lent.push({ bytes, askedAtMs });
          return bytes;
        };
        const wrapper: KeyWrapper = {
          name: 'test',
          newDataKey: () => {
            const askedAtMs = clock.monotonicMs();
            return answer(() => {
              const wrapped = `new-${keys.size}`;
              keys.set(wrapped, randomBytes(32));
              return { plaintext: lend(wrapped, askedAtMs), wrapped };
            });
          },
          unwrap: (wrapped) => {
            const askedAtMs = clock.monotonicMs();
            return answer(() => lend(wrapped, askedAtMs));
          },
          reach: async () => undefined,
        };
        const data = createDataKeys(wrapper, clock, LIMITS);
        const look = (bytes: Buffer, wrapped: string) => {
          expect(bytes).toEqual(keys.get(wrapped));
          const { askedAtMs } = lent.find((one) => one.bytes === bytes) as (typeof lent)[number];
          expect(clock.monotonicMs() - askedAtMs).toBeLessThan(LIMITS.maxAgeMs);
        };

        const work: Promise<unknown>[] = [];
        for (const one of steps) {
          if (one.kind === 'pass') clock.advance(one.ms);
          else if (one.kind === 'jump') clock.jumpWall(one.ms);
          else if (one.kind === 'settle') await scheduler.waitIdle();
          else if (one.kind === 'open') {
            const wrapped = `old-${one.key}`;
            work.push(data.toOpen(wrapped, (bytes) => look(bytes, wrapped)));
          } else {
            for (let times = 0; times < one.times; times++) {
              work.push(
                data.toSeal((bytes, wrapped) => {
                  look(bytes, wrapped);
                  sealed.set(wrapped, (sealed.get(wrapped) ?? 0) + 1);
                }),
              );
            }
          }
        }
        await scheduler.waitIdle();
        const outcomes = await Promise.allSettled(work);
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected') expect(outcome.reason.message).toBe('down');
        }
        for (const count of sealed.values()) expect(count).toBeLessThanOrEqual(LIMITS.maxSealed);
        const whole = () => lent.filter(({ bytes }) => !bytes.equals(Buffer.alloc(32)));
        expect(whole().length).toBeLessThanOrEqual(LIMITS.maxKept + 1);

        // When all is over nothing is left but what is asked for now.
        clock.advance(LIMITS.maxAgeMs);
        expect(clock.monotonicMs()).toBeGreaterThan(startedAtMs);
        const last = data.toOpen('old-0', () => undefined).catch(() => undefined);
        await scheduler.waitIdle();
        await last;
        expect(whole().length).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns: 600 },
  );
});
