import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { advance } from '../conversations/access.ts';
import type { Member } from '../conversations/conversation.ts';
import type { AwaitingConversation, OwnConversation } from '../conversations/conversation-store.ts';
import { CoreError } from '../errors.ts';
import type { Transaction } from '../store.ts';
import { parseSyncToken } from '../sync/sync-token.ts';

/** Conversations whose marks one acknowledgement moves; the next one moves those of more. */
const MOST_CONVERSATIONS = 200;
/** By so much the acknowledged position may lag behind while nothing is marked: it only says where the next look begins. */
const MOST_BEHIND = 10_000;

interface Arrival {
  conversationId: string;
  /** The newest message of the conversation that has reached the person. */
  seq: number;
}

/** One of the actor’s devices has stored everything up to this token: the delivered marks follow. */
export async function acknowledge(core: CoreContext, actor: Actor, token: string): Promise<void> {
  const { store } = core;
  const { epoch, gpos } = parseSyncToken(core, token);
  const [before, frontier] = await Promise.all([store.sync.acknowledged(actor.userId), store.sync.frontier()]);
  if (epoch !== before.epoch || gpos <= before.gpos) return;
  if (gpos > frontier) {
    throw new CoreError('token_invalid', 'The token is ahead of this server; sync without it.');
  }
  const awaiting = await store.conversations.listAwaiting(actor.userId, before.gpos, MOST_CONVERSATIONS);
  const [last, ...others] = await findArrivals(core, awaiting, gpos);
  await Promise.all(others.map((arrival) => markArrival(core, actor, arrival)));
  // Written when all others are: what is not marked because this fails is looked for again.
  const reached = awaiting.length < MOST_CONVERSATIONS ? gpos : undefined;
  if (last !== undefined) await markArrival(core, actor, last, reached);
  else if (reached !== undefined && gpos - before.gpos > MOST_BEHIND) {
    await store.transaction((tx) => tx.sync.acknowledge(actor.userId, gpos), actor.userId);
  }
}

/** What of these conversations has reached somebody who knows everything up to `gpos`, and was not marked. */
async function findArrivals(
  core: CoreContext,
  awaiting: readonly AwaitingConversation[],
  gpos: number,
): Promise<Arrival[]> {
  const arrivals: Arrival[] = [];
  for (const one of awaiting) {
    const seq = one.gpos <= gpos ? one.lastSeq : await core.store.messages.lastSeqAtGpos(one.id, gpos);
    if (seq > one.deliveredSeq) arrivals.push({ conversationId: one.id, seq });
  }
  return arrivals;
}

/** For edges whose clients know no tokens: a message reached one of the actor’s devices. */
export function markDeliveredUpTo(core: CoreContext, actor: Actor, conversationId: string, seq: number): Promise<void> {
  return markArrival(core, actor, { conversationId, seq });
}

/** `reached`: all that the actor’s devices know of, to be written with it. */
function markArrival(
  core: CoreContext,
  actor: Actor,
  { conversationId, seq }: Arrival,
  reached?: number,
): Promise<void> {
  const foresight = { conversationId, userId: actor.userId, clientId: null };
  return core.store.transaction(async (tx) => {
    if (reached !== undefined) {
      const writing = tx.sync.acknowledge(actor.userId, reached);
      if (writing instanceof Promise) await writing;
    }
    const found = tx.conversations.findOwn(conversationId, actor.userId);
    const own = found instanceof Promise ? await found : found;
    if (own === undefined || own.member.state !== 'active') return;
    await markUpTo(core, tx, own, Math.min(seq, own.conversation.lastSeq));
  }, foresight);
}

async function markUpTo(
  core: CoreContext,
  tx: Transaction,
  { conversation, member }: OwnConversation,
  seq: number,
): Promise<void> {
  if (seq <= member.deliveredSeq) return;
  const now = await advance(tx, conversation.id, { seq: false, at: core.clock.now() });
  const pos = now.lastPos;
  const marking = tx.conversations.markDelivered(member, { seq, pos });
  if (marking instanceof Promise) await marking;
  const changed: Member = { ...member, deliveredSeq: seq, pos, gpos: tx.gpos };
  tx.emit({
    type: 'receipt.delivered',
    conversation: now,
    member: changed,
    shared: true,
    fromSeq: member.deliveredSeq,
  });
}
