import type { Actor } from '../actor.ts';
import { requireMember } from '../conversations/access.ts';
import { CoreError, notFound } from '../errors.ts';
import type { Reader, Transaction } from '../store.ts';
import type { Call } from './call.ts';

/** A call the actor is a party of; for everybody else there is no such call. */
export async function requireCall(reader: Reader | Transaction, actor: Actor, callId: string): Promise<Call> {
  const call = await reader.calls.find(callId);
  if (call === undefined || (call.callerId !== actor.userId && call.calleeId !== actor.userId)) {
    throw notFound('call', callId);
  }
  await requireMember(reader, actor, call.conversationId);
  return call;
}

export function wrongState(call: Call, wanted: string): CoreError {
  return new CoreError('conflict', `The call is ${call.state}; ${wanted}.`);
}
