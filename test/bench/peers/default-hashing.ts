import { TARGET_FALSE_POSITIVE_RATE } from '../../../shared/filter/bloom-filter.ts';
import { BloomFilter } from '../../../shared/filter/bloom-filters-library.ts';
import { formatSubjectKey } from '../../../shared/identity/subject-key.ts';
import type { SubjectKeyer } from '../../../shared/identity/subject-keyer.ts';
import { LISTED_KEYS, listedKeys } from './listed-keys.ts';
import type { Peer } from './peer.ts';

/** The same library as it comes: it hashes the key, as text, once more. Built anew, which takes some 15 s. */
export function defaultHashingPeer(keyer: SubjectKeyer): Peer {
  const filter = BloomFilter.create(LISTED_KEYS, TARGET_FALSE_POSITIVE_RATE);
  for (const page of listedKeys(keyer)) for (const key of page) filter.add(formatSubjectKey(key));
  return {
    name: 'bloom-default-hashing',
    answersAtOnce: true,
    isListed: (key) => filter.has(formatSubjectKey(key)),
    bytesPerKey: filter._filter.array.byteLength / LISTED_KEYS,
  };
}
