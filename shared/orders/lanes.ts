import type { OrderVersion } from './order.ts';
import type { ChangeLane } from './ports.ts';

/**
 * Which lane a change travels on. Whatever lets go (release, cancellation, suspension) has the lane of its own that no
 * backlog of impositions delays. So has a later version with a grant that can still be used, or one that clears
 * documents: a person waits for it, to see someone who is dying for instance, and courts decide those one by one, so that
 * they cannot fill the lane.
 *
 * Only speed depends on the lane: the versions in the data decide what governs, whatever arrives first.
 */
export function laneOf({ version, terms, clearedKeys = [] }: OrderVersion, nowMs: number): ChangeLane {
  if (terms.status !== 'active') return 'releases';
  const clears = clearedKeys.length > 0;
  const relieves = version > 1 && (clears || terms.grants.some((grant) => grant.toMs > nowMs));
  return relieves ? 'releases' : 'impositions';
}
