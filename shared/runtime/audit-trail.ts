import { randomUUID } from 'node:crypto';
import type { AuditTrail } from '../audit/ports.ts';
import { createAuditTrail } from '../audit/trail.ts';

/** The audit trail of a running function: ids and jitter from the machine. Make it once per container. */
export function createContainerAuditTrail(store: Parameters<typeof createAuditTrail>[0]): AuditTrail {
  return createAuditTrail(store, { newEventId: () => `aud_${randomUUID()}`, random: Math.random });
}
