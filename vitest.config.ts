import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { findServices } from './scripts/lib/services.mjs';

export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.test.ts', 'conformance/**/*.test.ts', 'bench/**/*.test.ts'],
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
  },
});
