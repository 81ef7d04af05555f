import type { Dialect } from './dialect.ts';

/** Every dialect, one line each. Where two accept the same payload, the earlier one gets it. */
export const dialects: readonly Dialect[] = [];
