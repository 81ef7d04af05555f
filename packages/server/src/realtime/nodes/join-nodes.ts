import { type Actor, makeActor } from '../../core/actor.ts';
import type { EphemeralEvent } from '../../core/events.ts';
import type { RateLimits } from '../../core/limits/rate-limits.ts';
import { toBatch, withoutCredentials } from '../../core/nodes/batch-text.ts';
import type { Store } from '../../core/store.ts';
import type { Gateway } from '../gateway.ts';
import type { Hub } from '../hub.ts';
import type { PresenceWatch } from '../presence-watch.ts';
import { MOMENT, type NodeLink } from './node-link.ts';
import { shareLimits } from './share-limits.ts';

/** How often the database is looked at unasked, in milliseconds: while the bus does well, and while it does not. */
const QUIET_PACE = 1_000;
const ALONE_PACE = 100;
const REVIEW_EVERY = 250;
/** For so long after the start there may be others that this node has not heard of yet. */
const GETTING_KNOWN = 5_000;
/** Those whose node has missed too much come back within this time, not all at once. */
const COME_BACK = 1_000;

export interface NodeParts {
  link: NodeLink;
  store: Store;
  hub: Hub;
  gateway: Gateway;
  watch: PresenceWatch;
  limits: RateLimits;
}

/**
 * Makes this process one of several: what is committed here is told there, and the other way round; so are passing events
 * and what was taken from rate limits. Returns what ends it.
 */
export function joinNodes(parts: NodeParts): () => void {
  const { link, store, hub } = parts;
  const { elsewhere } = store;
  forgetWatches(parts);
  if (elsewhere === undefined) return () => undefined;
  tellWatches(parts);
  tellCommits(parts);
  tellPassingEvents(parts);
  const stopSharing = shareLimits(link, parts.limits);
  elsewhere.onMissed(() => {
    for (const connection of [...hub.all()]) connection.close('behind', Math.floor(Math.random() * COME_BACK));
  });
  const began = performance.now();
  elsewhere.setAlone(false);
  const timer = setInterval(() => {
    elsewhere.setAlone(!link.hasCompany && performance.now() - began > GETTING_KNOWN);
    elsewhere.setPace(link.status().connected ? QUIET_PACE : ALONE_PACE);
  }, REVIEW_EVERY).unref();
  return () => {
    clearInterval(timer);
    stopSharing();
  };
}

function tellCommits({ link, store }: NodeParts): void {
  const { elsewhere } = store;
  store.onCommitted((batches) => {
    // A node that joins in this moment finds them in the database.
    if (link.peers === 0) return;
    for (const { text, order } of batches) {
      if (text === undefined || order === undefined) continue;
      if (link.carriesCommits) link.publishText('commit', `[${order},${text}]`);
      else link.publishLook();
    }
  });
  link.on('commit', (body) => {
    const [order, batch] = body as [number, unknown];
    elsewhere?.hear(toBatch(batch, order));
  });
  link.on('look', () => elsewhere?.look());
}

function forgetWatches({ store, watch }: NodeParts): void {
  store.onEveryCommit((batches) => {
    for (const event of batches.flatMap((batch) => batch.events)) {
      if (event.type === 'session.ended') for (const id of event.sessionIds) watch.forget(id);
    }
  });
}

function tellWatches({ link, watch }: NodeParts): void {
  watch.onSubscribed(({ userId, sessionId, kind }, userIds) => {
    if (link.peers > 0) link.publish('watch', { userId, sessionId, kind, userIds });
  });
  link.on('watch', (body) => {
    const { userId, sessionId, kind, userIds } = body as Actor & { userIds: string[] };
    watch.watch(makeActor(userId, sessionId, kind), userIds);
  });
}

function tellPassingEvents({ link, gateway }: NodeParts): void {
  gateway.passOn((event) => {
    if (link.peers > 0) link.publishText('passing', withoutCredentials(event));
  });
  link.on('passing', (body, { age }) => {
    // Somebody who typed before this node was paused has long stopped.
    if (age > MOMENT) return;
    gateway.hear(body as EphemeralEvent);
  });
}
