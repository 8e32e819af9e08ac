import bloomModule from 'bloom-filters/dist/bloom/bloom-filter.js';
import hashingModule from 'bloom-filters/dist/hashing/hashing.js';

/*
 * The two classes that are used of `bloom-filters`, by their own paths: the package's index would bring a further
 * 90 kB into the check's bundle. They are CommonJS with an `exports.default`; Node and esbuild give the exports
 * object as the default import, loaders of test runners give what is in it.
 */

export const BloomFilter = classOf(bloomModule);
export const Hashing = classOf(hashingModule);

function classOf<T>(module: { readonly default: T }): T {
  return module.default ?? (module as unknown as T);
}
