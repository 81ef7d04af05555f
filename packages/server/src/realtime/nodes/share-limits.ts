import type { RateLimits, Spent } from '../../core/limits/rate-limits.ts';
import { MOMENT, type NodeLink } from './node-link.ts';

/** How often nodes tell each other what was taken, in milliseconds. */
const EVERY = 250;

/**
 * Shares rate limits: each node takes from its own buckets at once, and what it took is taken from those of the others a
 * moment later, into debt where they are empty by then. So a limit holds over all nodes; only in the first moment somebody
 * who asks all of them at once gets more. Who takes less than a node’s share everywhere is not spoken of.
 */
export function shareLimits(link: NodeLink, limits: RateLimits): () => void {
  link.on('spent', (body, { age }) => {
    // To whoever was paused, or begins at an old message, all of it would be news at once; most has come back since.
    if (age < MOMENT) limits.takeElsewhere(body as Spent);
  });
  const timer = setInterval(() => {
    const spent = limits.drainSpent(EVERY, link.peers + 1);
    if (link.peers > 0 && Object.keys(spent).length > 0) link.publish('spent', spent);
  }, EVERY).unref();
  return () => clearInterval(timer);
}
