import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { findServices } from './scripts/lib/services.mjs';

/** What changes or counts something that all test files of a process would share. */
const APART = [
  // They say what kind of server all plays are to have, and play files that others have played.
  'conformance/fronts/**/*.test.ts',
  // Puts something in the place of a module.
  'packages/server/test/storage/sqlite.test.ts',
  // Collects all garbage again and again, which takes the longer the more there is.
  'packages/server/test/cli/move.test.ts',
  // Adds a kind of job, which another looks for in vain in the documentation.
  'packages/server/test/workers/metrics.test.ts',
];

export default defineConfig({
  test: {
    // Whole processes, because tests start servers, signal them and load native modules.
    pool: 'forks',
    // Two more than there are cores: many plays wait, for a lease to run out or a node to come back, and with one more a third of
    // the cores' time went unused. vitest's own choice leaves one core free, which on two cores means no parallel run at all.
    maxWorkers: availableParallelism() + 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // A test that needs a second try hides a fault.
    retry: 0,
    env: findServices(),
    projects: [
      { extends: true, test: { name: 'apart', include: APART } },
      {
        extends: true,
        test: {
          name: 'together',
          include: ['packages/*/test/**/*.test.ts', 'conformance/**/*.test.ts', 'bench/**/*.test.ts'],
          exclude: [...APART, '**/node_modules/**'],
          // Loading the server anew for each file took a third of the cores' time.
          isolate: false,
        },
      },
    ],
  },
});
