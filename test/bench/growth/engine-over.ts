import { randomBytes, randomUUID } from 'node:crypto';
import { createMemoryAllowances } from '../../../shared/adapters/memory/allowances.ts';
import { createMemoryCheckEffects } from '../../../shared/adapters/memory/check-effects.ts';
import { createMemoryInterceptions } from '../../../shared/adapters/memory/interceptions.ts';
import { createMemoryOrders } from '../../../shared/adapters/memory/orders.ts';
import { createMemoryPointers } from '../../../shared/adapters/memory/pointers.ts';
import { type CheckEngine, createCheckEngine } from '../../../shared/check/check-engine.ts';
import type { CheckId } from '../../../shared/contracts/ids.ts';
import type { KeyFilter } from '../../../shared/filter/bloom-filter.ts';
import { BEFORE_FIRST } from '../../../shared/filter/ports.ts';
import { createNameDigester } from '../../../shared/identity/name-digester.ts';
import type { SubjectKeySecret } from '../../../shared/identity/secrets.ts';
import { createSubjectKeyer } from '../../../shared/identity/subject-keyer.ts';
import { createDecisionIds } from '../../../shared/interceptions/decision-ids.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';

const SECRET_BYTES = 32;

/** The check engine with this filter in front of an empty register in memory, under a secret of its own. */
export function engineOver(filter: KeyFilter): CheckEngine {
  const secret = { version: '1', key: randomBytes(SECRET_BYTES) } as SubjectKeySecret;
  const mayContain = filter.mayContain;
  const lookup = {
    keyer: createSubjectKeyer(secret),
    names: createNameDigester(secret),
    decisionIds: createDecisionIds(secret.key),
    follower: { view: () => ({ kind: 'usable' as const, sequence: BEFORE_FIRST, ageMs: 0, mayContain }) },
  };
  return createCheckEngine({
    clock: systemClock,
    lookup: () => lookup,
    orders: createMemoryOrders(),
    pointers: createMemoryPointers(),
    interceptions: createMemoryInterceptions(),
    allowances: createMemoryAllowances(),
    effects: createMemoryCheckEffects(),
    newCheckId: () => `chk_${randomUUID()}` as CheckId,
    startDeadline: () => new AbortController().signal,
    inquiryUrl: 'https://inquiries.example/ask',
    onUndetermined: (error) => {
      throw error;
    },
  });
}
