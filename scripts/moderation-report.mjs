import { runTool } from './lib/run.mjs';

/** Measures the built-in moderation on the labelled set, and writes docs/moderation-report.md. */
const { code } = await runTool('vitest/vitest.mjs', [
  'run',
  'packages/server/test/moderation/labelled.test.ts',
  '--update',
]);
process.exitCode = code;
