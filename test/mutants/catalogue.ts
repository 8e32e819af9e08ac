import { ACCOUNT_MUTANTS } from './catalogue/account.ts';
import { ACT_MUTANTS } from './catalogue/acts.ts';
import { CHANGE_MUTANTS } from './catalogue/changes.ts';
import { CHECK_MUTANTS } from './catalogue/checks.ts';
import { CLOCK_MUTANTS } from './catalogue/clocks.ts';
import { DELIVERY_MUTANTS } from './catalogue/deliveries.ts';
import { FILTER_MUTANTS } from './catalogue/filter.ts';
import { INQUIRY_MUTANTS } from './catalogue/inquiry.ts';
import { KEY_MUTANTS } from './catalogue/keys.ts';
import { LIMIT_MUTANTS } from './catalogue/limits.ts';
import { NOTICE_MUTANTS } from './catalogue/notices.ts';
import { OPERATOR_MUTANTS } from './catalogue/operators.ts';
import { READ_MUTANTS } from './catalogue/reads.ts';
import { SANDBOX_MUTANTS } from './catalogue/sandbox.ts';
import type { Mutant } from './mutant.ts';

/** What they are about, and the file that has them. */
export const TOPICS: Readonly<Record<string, readonly Mutant[]>> = {
  reads: READ_MUTANTS,
  filter: FILTER_MUTANTS,
  checks: CHECK_MUTANTS,
  changes: CHANGE_MUTANTS,
  notices: NOTICE_MUTANTS,
  deliveries: DELIVERY_MUTANTS,
  acts: ACT_MUTANTS,
  clocks: CLOCK_MUTANTS,
  inquiry: INQUIRY_MUTANTS,
  account: ACCOUNT_MUTANTS,
  limits: LIMIT_MUTANTS,
  operators: OPERATOR_MUTANTS,
  keys: KEY_MUTANTS,
  sandbox: SANDBOX_MUTANTS,
};

export const MUTANTS: readonly Mutant[] = Object.values(TOPICS).flat();
