import type { Sequence } from '../../shared/filter/ports.ts';
import type { Site } from './site.ts';

/** No appender lives so long between reading the head of the log and putting its entry (`LIFETIME_MS`). */
export const KEPT_FOR_MS = 90_000;

/**
 * How long an invocation may take before the platform ends it. An appender that could outlive the entries of its time
 * would put its own into a place that was taken and forgotten, behind the followers' backs.
 */
export const LIFETIME_MS = 60_000;

/**
 * Forgets entries that the newest snapshot covers, except young ones and the newest: without it a follower that has
 * missed entries reads an empty page, takes that for "nothing new", and never notices the gap.
 */
export async function trimLog({ register, scheduler, history }: Site): Promise<void> {
  const manifest = await register.manifests.current();
  const newest = history.appended.at(-1)?.sequence ?? 0;
  const upTo = history.appended.findLast(
    ({ atMs, sequence }) =>
      atMs <= scheduler.nowMs() - KEPT_FOR_MS && sequence <= (manifest?.sequence ?? 0) && sequence < newest,
  );
  if (upTo) register.trim(upTo.sequence as Sequence);
}
