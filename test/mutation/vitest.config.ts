import { defineConfig } from 'vitest/config';

const DOMAINS = '{identity,policy,orders,filter}';

/** The fast tests of the pure core alone: each of them runs once for nearly every mutant of the lines it reaches. */
export default defineConfig({
  test: {
    include: [`test/unit/${DOMAINS}/**/*.test.ts`, `test/property/${DOMAINS}/**/*.test.ts`],
    environment: 'node',
    isolate: false,
    setupFiles: ['test/mutation/repeatable-properties.ts'],
    testTimeout: 20_000,
    restoreMocks: true,
  },
});
