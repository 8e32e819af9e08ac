import type { SubjectKey } from '../../../shared/identity/subject-key.ts';
import type { SubjectKeyer } from '../../../shared/identity/subject-keyer.ts';
import { keyOfPerson } from '../world/people.ts';
import { OVERLAY_KEYS, SNAPSHOT_KEYS } from '../world/scale.ts';

const PAGE_KEYS = 5_000;

/** As many as the filter of the check service holds. */
export const LISTED_KEYS = SNAPSHOT_KEYS + OVERLAY_KEYS;

/** The same keys as in the filter of the check service, in pages. */
export function* listedKeys(keyer: SubjectKeyer): Generator<SubjectKey[]> {
  for (let from = 0; from < LISTED_KEYS; from += PAGE_KEYS) {
    const count = Math.min(PAGE_KEYS, LISTED_KEYS - from);
    yield Array.from({ length: count }, (_, offset) => keyOfPerson(keyer, from + offset));
  }
}
