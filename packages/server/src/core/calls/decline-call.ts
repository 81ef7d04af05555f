import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import { requireCall, wrongState } from './access.ts';
import type { Call } from './call.ts';
import { tellCall } from './tell-call.ts';

/** The callee turns the call down. Throws `forbidden` for the caller, `conflict` when it does not ring any more. */
export async function declineCall(core: CoreContext, actor: Actor, callId: string): Promise<Call> {
  const call = await core.store.transaction(async (tx) => {
    const found = await requireCall(tx, actor, callId);
    if (found.calleeId !== actor.userId) {
      throw new CoreError('forbidden', 'Only the person who was called may decline; the caller ends the call.');
    }
    const declined: Call = { ...found, state: 'declined', endedAt: core.clock.now() };
    if (!(await tx.calls.move(declined, 'ringing'))) throw wrongState(found, 'only one that rings can be declined');
    return declined;
  });
  await tellCall(core, call, actor.userId, 'declined');
  return call;
}
