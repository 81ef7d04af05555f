import { test } from 'vitest';
import { areServersElsewhere } from '../../packages/server/test/support/server.ts';

/** A play that looks into the server or moves its timers; there is none where servers run in processes of their own. */
export function testInside(name: string, play: () => Promise<void>): void {
  if (!areServersElsewhere()) test(name, play);
}
