import fc from 'fast-check';

/**
 * The same examples for every mutant, so that two runs give one score; and no shrinking, since here a counterexample
 * only has to exist.
 */
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_150_722, endOnFailure: true });
