import { hash, randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { uuidv7 } from 'uuidv7';
import type { Clock } from '../../core/ports/clock.ts';
import type { Ids } from '../../core/ports/ids.ts';

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

export const systemIds: Ids = {
  next: () => uuidv7(),
  secret: (bytes) => randomBytes(bytes).toString('base64url'),
  hash: (text) => hash('sha256', text, 'hex'),
};
