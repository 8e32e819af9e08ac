import { ALLOWANCE_MUTANTS } from './mutants/allowances.ts';
import { CHECK_MUTANTS } from './mutants/check.ts';
import { CONSUMER_MUTANTS } from './mutants/consumer.ts';
import { FOLLOWER_MUTANTS } from './mutants/follower.ts';
import { GRANT_MUTANTS } from './mutants/grants.ts';
import { STORE_MUTANTS } from './mutants/store.ts';
import type { Planted } from './planted.ts';

/** Mistakes that somebody could make, each of which the simulation has to find. */
export const MUTANTS: readonly Planted[] = [
  ...FOLLOWER_MUTANTS,
  ...CHECK_MUTANTS,
  ...CONSUMER_MUTANTS,
  ...STORE_MUTANTS,
  ...GRANT_MUTANTS,
  ...ALLOWANCE_MUTANTS,
];
