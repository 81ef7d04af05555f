import { assistant } from './assistant/dialect.ts';
import type { Dialect } from './dialect.ts';
import { direct } from './direct/dialect.ts';
import { letsapp } from './letsapp/dialect.ts';
import { relay } from './relay/dialect.ts';
import { rooms } from './rooms/dialect.ts';

/** Every dialect, one line each. Where two accept the same payload, the earlier one gets it. */
export const dialects: readonly Dialect[] = [rooms, relay, letsapp, direct, assistant];
