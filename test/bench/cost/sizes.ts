import { STAGES } from '../../../infra/stages.ts';
import { USAGE, type Usage } from './usage.ts';

/** Memory of what waits in production, in MB, as in the stacks. */
const MEMORY_MB = { 'check-api': 1_769, authorizer: 1_769, releases: 512 } as const;

/** GB that the settings of production keep waiting. */
export function waitingGb(): number {
  return Object.entries(STAGES.production.concurrency).reduce((sum, [name, { provisioned = 0 }]) => {
    if (provisioned === 0) return sum;
    const memoryMb = MEMORY_MB[name as keyof typeof MEMORY_MB];
    if (memoryMb === undefined) throw new RangeError(`Say in sizes.ts how much memory ${name} has.`);
    return sum + (provisioned * memoryMb) / 1_024;
  }, 0);
}

const PRODUCTION: Usage = {
  ...USAGE,
  restrictedShare: 0.5,
  waitingGb: waitingGb(),
  snapshotsPerDay: 86_400_000 / STAGES.production.snapshotEvery.toMilliseconds(),
};

/** Three registers, each on the settings of production. Half of the purchases fall under an item. */
export const SIZES: Readonly<Record<'city' | 'province' | 'nation', Usage>> = {
  city: {
    ...PRODUCTION,
    checksPerDay: 1_000_000,
    pointers: 100_000,
    orders: 70_000,
    listChangesPerDay: 100,
    clients: 20,
    tokensInUse: 30,
    inquiriesPerDay: 100,
    publicRequestsPerDay: 1_000,
    builderSeconds: 10,
  },
  province: {
    ...PRODUCTION,
    checksPerDay: 10_000_000,
    pointers: 2_000_000,
    orders: 1_450_000,
    listChangesPerDay: 1_500,
    clients: 60,
    tokensInUse: 120,
    inquiriesPerDay: 1_500,
    publicRequestsPerDay: 10_000,
    builderSeconds: 40,
  },
  nation: {
    ...PRODUCTION,
    checksPerDay: 100_000_000,
    pointers: 20_000_000,
    orders: 14_500_000,
    listChangesPerDay: 15_000,
    clients: 200,
    tokensInUse: 600,
    containers: 60,
    inquiriesPerDay: 15_000,
    publicRequestsPerDay: 100_000,
  },
};
