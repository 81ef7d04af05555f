import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import { requireCall, wrongState } from './access.ts';
import { type Call, otherPartyOf } from './call.ts';
import type { CallSignal } from './call-signal.ts';

/** As JSON, in UTF-16 units; a session description with many candidates has some ten thousand. */
const LONGEST = 64 * 1024;

/** Passes a signal on to the other party’s devices, and to nobody else. Nothing is stored. */
export async function signalCall(core: CoreContext, actor: Actor, callId: string, signal: CallSignal): Promise<Call> {
  const call = await requireCall(core.store, actor, callId);
  if (call.state !== 'ringing' && call.state !== 'answered') throw wrongState(call, 'signals are no longer passed on');
  if (JSON.stringify(signal.payload ?? null).length > LONGEST) {
    throw new CoreError('payload_too_large', `A signal may have ${LONGEST} characters at most.`);
  }
  const toUserId = otherPartyOf(call, actor.userId);
  core.ephemera.publish({ type: 'call.signal', call, fromUserId: actor.userId, toUserId, signal });
  return call;
}
