import type { CoreContext } from '../context.ts';
import type { CallEvent } from '../events.ts';
import type { Call, CallEndReason } from './call.ts';

const types: Record<Call['state'], CallEvent['type']> = {
  ringing: 'call.ringing',
  answered: 'call.answered',
  declined: 'call.declined',
  ended: 'call.ended',
  missed: 'call.ended',
};

/** Tells both parties how their call stands, after its state was committed. */
export async function tellCall(
  core: CoreContext,
  call: Call,
  actorId: string,
  reason: CallEndReason | null = null,
): Promise<void> {
  const users = await core.store.users.findMany([call.callerId, call.calleeId]);
  const caller = users.find((user) => user.id === call.callerId);
  const callee = users.find((user) => user.id === call.calleeId);
  if (caller === undefined || callee === undefined) return;
  core.ephemera.publish({ type: types[call.state], call, caller, callee, actorId, reason });
}
