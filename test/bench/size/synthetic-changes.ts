import { randomUUID } from 'node:crypto';
import type { ChangeId, OrderId } from '../../../shared/contracts/ids.ts';
import { formatSubjectKey } from '../../../shared/identity/subject-key.ts';
import type { QueuedChange } from '../../../shared/orders/ports.ts';
import { keyStream } from './synthetic-keys.ts';

/** About what a whole order document takes, encrypted, as text. */
const SEALED_CHARACTERS = 1_400;

/** New orders against one subject with one document each, as intake queues them. */
export function syntheticChanges(count: number, seed: number): readonly QueuedChange[] {
  const keys = keyStream(seed)(count);
  return keys.map((key, index) => ({
    contentDigest: '0123456789abcdef0123456789abcdef',
    change: {
      orderId: `ord-${seed}-${index}` as OrderId,
      version: 1,
      changeId: randomUUID() as ChangeId,
      acceptedAtMs: 1_770_000_000_000,
      courtCode: '京0105',
      terms: {
        status: 'active',
        items: ['air', 'rail-emu'],
        period: { fromMs: 1_770_000_000_000, toMs: null },
        role: 'debtor',
        grants: [],
        nameDigest: '0123456789abcdef0123456789abcdef',
      },
      keys: [formatSubjectKey(key)],
      secretVersion: 'bench',
      sealedDocument: 'x'.repeat(SEALED_CHARACTERS),
    },
  }));
}
