import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { startConversation } from '../conversations/start-conversation.ts';
import { CoreError, notFound } from '../errors.ts';
import type { Transaction } from '../store.ts';
import { type Call, type CallType, LONGEST_CALL, RING_TIME } from './call.ts';
import { scheduleMissed } from './ring-out.ts';
import { tellCall } from './tell-call.ts';

/**
 * Lets another person’s devices ring; after `RING_TIME` without an answer the call is missed. Opens the direct
 * conversation where there is none. Throws `not_found`, `blocked`, or `conflict` where one of the two is in a call.
 */
export async function initiateCall(
  core: CoreContext,
  actor: Actor,
  input: { calleeId: string; type: CallType },
): Promise<Call> {
  const { calleeId, type } = input;
  if (calleeId === actor.userId) {
    throw new CoreError('invalid_input', 'You cannot call yourself.', { field: '/callee_id' });
  }
  const callee = await core.store.users.find(calleeId);
  if (callee === undefined) throw notFound('person', calleeId);
  if (callee.kind === 'bot') throw new CoreError('conflict', 'A bot cannot be called.');
  const { conversation } = await startConversation(core, actor, { kind: 'direct', userIds: [calleeId] });
  const now = core.clock.now();
  const call: Call = {
    id: core.ids.next(),
    conversationId: conversation.id,
    callerId: actor.userId,
    calleeId,
    type,
    state: 'ringing',
    startedAt: now,
    answeredAt: null,
    endedAt: null,
  };
  await core.store.transaction(async (tx) => {
    // Locks both rows, so that two calls to the same person at the same moment see each other; in one order for all.
    for (const id of [actor.userId, calleeId].sort()) await tx.users.setLastSeen(id, now);
    if (await tx.users.isBlockedEitherWay(actor.userId, calleeId)) {
      throw new CoreError('blocked', 'You cannot call this person.');
    }
    await requireFree(tx, actor.userId, now, 'You are in another call; end it first.');
    await requireFree(tx, calleeId, now, 'The person is in another call.');
    await tx.calls.insert(call);
  }, actor.userId);
  await tellCall(core, call, actor.userId);
  scheduleMissed(core, call);
  return call;
}

async function requireFree(tx: Transaction, userId: string, now: number, sentence: string): Promise<void> {
  for (const call of await tx.calls.listOpenOf(userId)) {
    const lasts = call.state === 'ringing' ? RING_TIME : LONGEST_CALL;
    if (now - call.startedAt < lasts) throw new CoreError('conflict', sentence);
  }
}
