import type { RegisteredClient } from '../../shared/adapters/http/client-credentials.ts';
import { OPERATIONS, REGISTRY_READ, REGISTRY_WRITE, type Scope } from '../../shared/contracts/scopes.ts';

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
} as const satisfies Readonly<Record<string, readonly Scope[]>>;

export type DemoClientId = keyof typeof SCOPES_BY_CLIENT;

/** Not a secret: it stands in the README. Only the embedded default knows these clients. */
export function demoSecret(clientId: DemoClientId): string {
  return `${clientId}-secret`;
}

/** An operator of each sector, a court, and whoever runs the service. */
export const DEMO_CLIENTS: readonly RegisteredClient[] = Object.entries(SCOPES_BY_CLIENT).map(
  ([clientId, scopes]) => ({ clientId, secret: demoSecret(clientId as DemoClientId), scopes }),
);
