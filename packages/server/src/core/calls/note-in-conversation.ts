import { makeActor } from '../actor.ts';
import type { CoreContext } from '../context.ts';
import { CoreError } from '../errors.ts';
import { sendMessage } from '../messages/send-message.ts';
import type { Call } from './call.ts';

/** Leaves a line about a call that is over in its conversation; the call’s id makes it one line however often it is tried. */
export async function noteInConversation(core: CoreContext, call: Call, actorId: string): Promise<void> {
  const seconds =
    call.answeredAt === null || call.endedAt === null ? null : Math.round((call.endedAt - call.answeredAt) / 1000);
  const data = { call_id: call.id, call_type: call.type, caller_id: call.callerId, duration_seconds: seconds };
  try {
    await sendMessage(core, makeActor(actorId, null, 'person'), {
      conversationId: call.conversationId,
      clientId: `call-${call.id}`,
      content: { type: 'system', text: describe(call, seconds), event: `call.${call.state}`, data },
    });
  } catch (fault) {
    // One has blocked the other, or the conversation is archived: then the call ends without a line.
    if (!(fault instanceof CoreError)) throw fault;
  }
}

function describe(call: Call, seconds: number | null): string {
  const kind = call.type === 'video' ? 'video call' : 'voice call';
  if (seconds === null) return `Missed ${kind}`;
  const minutes = Math.floor(seconds / 60);
  const length = `${minutes}:${String(seconds % 60).padStart(2, '0')}`;
  return `${kind === 'video call' ? 'Video call' : 'Voice call'}, ${length}`;
}
