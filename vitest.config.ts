import { defineConfig } from 'vitest/config';

/** Tests run on the sources as they are: Node 24 reads TypeScript, vitest only transforms imports. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/bench/**', 'node_modules/**'],
    environment: 'node',
    testTimeout: 20_000,
    hookTimeout: 30_000,
    restoreMocks: true,
  },
});
