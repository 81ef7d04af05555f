import { writeDigest } from '../core/assistant/context/write-digest.ts';
import type { JobHandler } from './handler.ts';

/** Nobody waits for it, and without it the built-in engine’s digest does. */
export const digestHandler: JobHandler = { run: writeDigest, timeout: 90_000, attempts: 2, lane: 'patient' };
