import type { AuditEvent } from '../../audit/event.ts';
import type { AuditTrail } from '../../audit/ports.ts';

/** Acts that were accounted for, in memory and in their sequence: a working trail for tests and simulations. */
export function createMemoryAuditTrail(): AuditTrail & { all(): readonly AuditEvent[] } {
  const events: AuditEvent[] = [];
  return {
    async record(event) {
      events.push(structuredClone(event));
    },
    all: () => [...events],
  };
}
