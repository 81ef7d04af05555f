import { hash, randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Clock } from '../../core/ports/clock.ts';
import type { Ids } from '../../core/ports/ids.ts';
import { nextUuid } from './next-uuid.ts';

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

export const systemIds: Ids = {
  next: nextUuid,
  secret: (bytes) => randomBytes(bytes).toString('base64url'),
  hash: (text) => hash('sha256', text, 'hex'),
};
