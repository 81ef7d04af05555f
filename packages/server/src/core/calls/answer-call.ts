import type { Actor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import { requireCall, wrongState } from './access.ts';
import type { Call } from './call.ts';
import { tellCall } from './tell-call.ts';

/** The callee takes the call. Throws `forbidden` for the caller, `conflict` when it does not ring any more. */
export async function answerCall(core: CoreContext, actor: Actor, callId: string): Promise<Call> {
  const call = await core.store.transaction(async (tx) => {
    const found = await requireCall(tx, actor, callId);
    if (found.calleeId !== actor.userId) throw new CoreError('forbidden', 'Only the person who was called may answer.');
    const answered: Call = { ...found, state: 'answered', answeredAt: core.clock.now() };
    if (!(await tx.calls.move(answered, 'ringing'))) throw wrongState(found, 'only one that rings can be answered');
    return answered;
  });
  await tellCall(core, call, actor.userId);
  return call;
}
