import { randomUUID } from 'node:crypto';
import { syntheticOrder } from '../../../functions/cli/synthetic/orders.ts';
import { createDocumentCipher } from '../../../shared/adapters/secrets/document-cipher.ts';
import { listChangeField } from '../../../shared/contracts/list-change.ts';
import { createNameDigester } from '../../../shared/identity/name-digester.ts';
import { createSubjectKeyer } from '../../../shared/identity/subject-keyer.ts';
import { createContentDigester } from '../../../shared/orders/content-digest.ts';
import { makeOrderVersion } from '../../../shared/orders/order-version.ts';
import type { QueuedChange } from '../../../shared/orders/ports.ts';

const ACCEPTED_AT_MS = 1_770_000_000_000;
const SECRET = { version: 'bench', key: new Uint8Array(32).fill(7) };
const DOCUMENT_KEY = { version: 'bench', key: new Uint8Array(32).fill(9) };

const makers = {
  keyer: createSubjectKeyer(SECRET),
  names: createNameDigester(SECRET),
  cipher: createDocumentCipher(async () => DOCUMENT_KEY),
};
const digester = createContentDigester(SECRET);

/**
 * New orders as intake queues them: those of the command line's generator, all of them active, with 1.6 documents,
 * 5.7 items and about 940 characters of sealed text on average.
 */
export async function syntheticChanges(count: number, seed: number): Promise<readonly QueuedChange[]> {
  const changes: QueuedChange[] = [];
  for (let n = 0; n < count; n++) {
    const order: Record<string, unknown> = { ...syntheticOrder(n, seed), status: 'active' };
    delete order.endReason;
    const change = listChangeField.parse({ changeId: randomUUID(), order });
    changes.push({
      change: await makeOrderVersion(change, order, ACCEPTED_AT_MS, makers),
      contentDigest: digester.digestOf(order),
    });
  }
  return changes;
}
