import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import type { Transaction } from '../store.ts';
import { requireCall } from './access.ts';
import type { Call, CallEndReason } from './call.ts';
import { declineCall } from './decline-call.ts';
import { noteInConversation } from './note-in-conversation.ts';
import { tellCall } from './tell-call.ts';

/**
 * Hangs up. A call that still rings is missed when its caller gives up, and declined when its callee hangs up; ending
 * one that is over already changes nothing and answers how it ended.
 */
export async function endCall(
  core: CoreContext,
  actor: Actor,
  callId: string,
  reason: 'hung_up' | 'disconnected' = 'hung_up',
): Promise<Call> {
  const found = await requireCall(core.store, actor, callId);
  if (found.state === 'ringing' && found.calleeId === actor.userId) return declineCall(core, actor, callId);
  const ended = await core.store.transaction((tx) => tryEnd(core, tx, actor, callId));
  if (!ended.changed) return ended.call;
  const told: CallEndReason = ended.call.state === 'missed' && reason === 'hung_up' ? 'cancelled' : reason;
  await tellCall(core, ended.call, actor.userId, told);
  await noteInConversation(core, ended.call, ended.call.state === 'missed' ? ended.call.callerId : actor.userId);
  return ended.call;
}

async function tryEnd(core: CoreContext, tx: Transaction, actor: Actor, callId: string) {
  const call = await requireCall(tx, actor, callId);
  if (call.state !== 'ringing' && call.state !== 'answered') return { call, changed: false };
  const moved: Call = { ...call, state: call.state === 'ringing' ? 'missed' : 'ended', endedAt: core.clock.now() };
  return (await tx.calls.move(moved, call.state)) ? { call: moved, changed: true } : { call, changed: false };
}

/** Ends what a person was calling whose last connection has gone for good. */
export async function endCallsOf(core: CoreContext, actor: Actor): Promise<void> {
  for (const call of await core.store.calls.listOpenOf(actor.userId)) {
    // Nobody who is called has to be connected: the phone may yet be woken.
    if (call.state === 'ringing' && call.calleeId === actor.userId) continue;
    await endCall(core, actor, call.id, 'disconnected');
  }
}
