import { randomUUID } from 'node:crypto';
import type { IdempotencyDependencies } from '../../shared/adapters/http/idempotency.ts';
import { createMemoryIdempotentRequests } from '../../shared/adapters/memory/idempotent-requests.ts';
import { createDocumentCipher } from '../../shared/adapters/secrets/document-cipher.ts';
import type { Clock } from '../../shared/contracts/clock.ts';
import { createRequestDigester } from '../../shared/idempotency/request-digests.ts';
import { createManualClock } from './manual-clock.ts';

const SECRET = { version: 'test-1', key: new Uint8Array(32).fill(5) };

/** What `Idempotency-Key` needs, in memory; what could not be kept is in `notKept`. */
export function idempotencyParts(clock: Clock = createManualClock()) {
  const notKept: unknown[] = [];
  const store = createMemoryIdempotentRequests();
  const digester = createRequestDigester(SECRET);
  return {
    store,
    cipher: createDocumentCipher(async () => SECRET),
    clock,
    newClaimId: randomUUID,
    onNotKept: (error: unknown) => void notKept.push(error),
    digester: () => digester,
    notKept,
  } satisfies IdempotencyDependencies & { notKept: unknown[] };
}
