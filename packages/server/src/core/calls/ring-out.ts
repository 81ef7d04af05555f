import type { CoreContext } from '../context.ts';
import { type Call, RING_TIME } from './call.ts';
import { noteInConversation } from './note-in-conversation.ts';
import { tellCall } from './tell-call.ts';

/** A ringing call that nobody answered is missed; one that went on meanwhile stays as it is. */
export async function missCall(core: CoreContext, callId: string): Promise<void> {
  const missed = await core.store.transaction(async (tx) => {
    const call = await tx.calls.find(callId);
    if (call === undefined || call.state !== 'ringing') return undefined;
    const moved: Call = { ...call, state: 'missed', endedAt: core.clock.now() };
    return (await tx.calls.move(moved, 'ringing')) ? moved : undefined;
  });
  if (missed === undefined) return;
  await tellCall(core, missed, missed.callerId, 'missed');
  await noteInConversation(core, missed, missed.callerId);
}

/** Rings until the time is over. The timer keeps no process alive: `resumeRinging` takes up what a stop cut short. */
export function scheduleMissed(core: CoreContext, call: Call): void {
  const left = Math.max(0, call.startedAt + RING_TIME - core.clock.now());
  const timer = setTimeout(() => {
    missCall(core, call.id).catch((fault: unknown) => {
      core.log.warn({ err: fault, callId: call.id }, 'a call could not be marked missed');
    });
  }, left);
  timer.unref();
}

/** To be called at start: calls that rang when the server stopped are missed when their time is over. */
export async function resumeRinging(core: CoreContext): Promise<void> {
  for (const call of await core.store.calls.listRinging()) scheduleMissed(core, call);
}
