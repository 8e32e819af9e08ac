import type { Mutant } from '../mutant.ts';

const WIRED = ['test/integration/sandbox/sandbox.test.ts'];

/** Synthetic subjects, which must not be where people are. */
export const SANDBOX_MUTANTS: readonly Mutant[] = [
  {
    name: 'subjects of the sandbox are in trouble where there is none',
    breaks: 'I1',
    file: 'functions/check-api/dependencies.ts',
    find: "settings.SANDBOX === 'on' ? troubledPointers",
    replace: "settings.SANDBOX !== 'off' ? troubledPointers",
    tests: WIRED,
  },
  {
    name: 'the keeper of the sandbox starts where there is none',
    breaks: 'access',
    file: 'functions/sandbox/dependencies.ts',
    find: "if (settings.SANDBOX !== 'on') throw",
    replace: 'if (false) throw',
    tests: WIRED,
  },
  {
    name: 'who stands beside a subject of the sandbox is in its trouble',
    breaks: 'I5',
    file: 'shared/sandbox/troubled-pointers.ts',
    find: 'for (const key of keys) troubles.add(known.get(formatSubjectKey(key)));',
    replace: 'for (const trouble of known.values()) troubles.add(trouble);',
    tests: ['test/unit/sandbox/troubled-pointers.test.ts'],
  },
  {
    name: 'the keeper of the sandbox does not wait for the account',
    breaks: 'account',
    file: 'shared/sandbox/keeper.ts',
    find: 'await audit.record({',
    replace: 'void audit.record({',
    tests: ['test/unit/sandbox/keeper.test.ts'],
  },
];
