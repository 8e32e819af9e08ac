import { SECTORS, type Sector } from './sectors.ts';

/** May ask about purchases of one sector, and of no other. */
export type CheckScope = `check:${Sector}`;

/** May send list changes. */
export const REGISTRY_WRITE = 'registry:write';
/** May read orders and what became of changes. */
export const REGISTRY_READ = 'registry:read';
/** May see and steer how the service runs, without seeing any person. */
export const OPERATIONS = 'operations';

export type Scope = CheckScope | typeof REGISTRY_WRITE | typeof REGISTRY_READ | typeof OPERATIONS;

const checkScopes = Object.fromEntries(SECTORS.map((sector) => [sector, `check:${sector}`])) as {
  readonly [S in Sector]: `check:${S}`;
};

/** The scope that a check of this sector needs. */
export function checkScope<S extends Sector>(sector: S): `check:${S}` {
  return checkScopes[sector] as `check:${S}`;
}

/** Every scope that a client can be given. */
export const SCOPES: readonly Scope[] = [
  ...SECTORS.map((sector) => checkScope(sector)),
  REGISTRY_WRITE,
  REGISTRY_READ,
  OPERATIONS,
];
