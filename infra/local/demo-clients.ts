import { CANARY_COURT } from '../../functions/canary/turn.ts';
import type { RegisteredClient } from '../../shared/adapters/http/client-credentials.ts';
import type { OperatorId } from '../../shared/contracts/ids.ts';
import { OPERATIONS, REGISTRY_READ, REGISTRY_WRITE, type Scope } from '../../shared/contracts/scopes.ts';
import type { ClientId, ClientRecord } from '../../shared/operators/client-record.ts';

const SCOPES_BY_CLIENT = {
  'demo-rail': ['check:rail'],
  'demo-air': ['check:air'],
  'demo-hotel': ['check:hotel'],
  'demo-travel': ['check:travel-agency'],
  'demo-school': ['check:school'],
  'demo-insurer': ['check:insurance'],
  'demo-venue': ['check:venue'],
  'demo-property': ['check:property'],
  'demo-vehicle': ['check:vehicle'],
  'demo-court': [REGISTRY_WRITE, REGISTRY_READ],
  'demo-ops': [OPERATIONS, REGISTRY_READ],
  'demo-canary': ['check:rail', REGISTRY_WRITE],
} as const satisfies Readonly<Record<string, readonly Scope[]>>;

export type DemoClientId = keyof typeof SCOPES_BY_CLIENT;

/** Not a secret: it stands in the README. Only the embedded default knows these clients. */
export function demoSecret(clientId: DemoClientId): string {
  return `${clientId}-secret`;
}

/** What the register holds of them: each is the operator of its own name, the court acts for every court, the canary for its own. */
export function demoRecords(atMs: number): readonly ClientRecord[] {
  return DEMO_CLIENTS.map(({ clientId, scopes }) => ({
    clientId: clientId as ClientId,
    operatorId: clientId as OperatorId,
    scopes,
    courts: clientId === 'demo-canary' ? [CANARY_COURT] : 'all',
    status: 'active',
    createdAtMs: atMs,
  }));
}

/** An operator of each sector, a court, and whoever runs the service. */
export const DEMO_CLIENTS: readonly RegisteredClient[] = Object.entries(SCOPES_BY_CLIENT).map(
  ([clientId, scopes]) => ({ clientId, secret: demoSecret(clientId as DemoClientId), scopes }),
);
