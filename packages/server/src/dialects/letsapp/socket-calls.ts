import Type from 'typebox';
import type { Actor } from '../../core/actor.ts';
import { answerCall } from '../../core/calls/answer-call.ts';
import type { CallSignal } from '../../core/calls/call-signal.ts';
import { declineCall } from '../../core/calls/decline-call.ts';
import { endCall, endCallsOf } from '../../core/calls/end-call.ts';
import { signalCall } from '../../core/calls/signal-call.ts';
import { CoreError } from '../../core/errors.ts';
import type { DialectHost, RootConnection } from '../dialect.ts';
import { fieldParser, id } from './fields.ts';
import { LETSAPP } from './name.ts';
import { presentCall } from './present.ts';
import { initiate } from './rest-calls.ts';
import type { OwnEvents } from './socket-identity.ts';

/** How long somebody in a call may be without any connection before it is over, in milliseconds. */
const GRACE = 15_000;

const parseCall = fieldParser(Type.Object({ call_id: id }), '{ "call_id" }');

const signals: Readonly<Record<string, { kind: CallSignal['kind']; field: string }>> = {
  webrtc_offer: { kind: 'offer', field: 'offer' },
  webrtc_answer: { kind: 'answer', field: 'answer' },
  webrtc_ice_candidate: { kind: 'candidate', field: 'candidate' },
};

export function mountCallEvents(host: DialectHost, events: OwnEvents): void {
  const { core } = host;
  const on = (name: string, form: string, handler: (actor: Actor, payload: unknown) => Promise<unknown>) =>
    events.on(name, { form }, (actor, payload, connection) =>
      handler(actor, payload).catch((fault: unknown) => {
        // Callers listen for this beside `error`.
        if (fault instanceof CoreError) host.tell(connection, 'call_error', { message: fault.message });
        throw fault;
      }),
    );
  on('call_initiate', '{ "callee_id", "call_type": "voice" or "video" }', async (actor, payload) => ({
    success: true,
    ...presentCall(await initiate(core, actor, payload)),
  }));
  for (const [name, move] of [
    ['call_answer', answerCall],
    ['call_decline', declineCall],
    ['call_end', endCall],
  ] as const) {
    on(name, '{ "call_id" }', async (actor, payload) => ({
      success: true,
      ...presentCall(await move(core, actor, parseCall(payload).call_id)),
    }));
  }
  for (const [name, { kind, field }] of Object.entries(signals)) {
    const parse = fieldParser(Type.Object({ call_id: id, [field]: Type.Object({}) }), `{ "call_id", "${field}" }`);
    on(name, `{ "call_id", "${field}" }`, async (actor, given) => {
      const { call_id: callId, [field]: payload } = parse(given) as { call_id: string; [name: string]: unknown };
      await signalCall(core, actor, callId, { kind, payload });
      return { success: true };
    });
  }
  host.onDisconnect((connection) => watchForReturn(host, connection));
}

/** Somebody who is gone for good would be busy for ever. */
function watchForReturn({ core }: DialectHost, { actor, edge }: RootConnection): void {
  if (actor === null || edge !== LETSAPP || core.presence.isOnline(actor.userId)) return;
  const timer = setTimeout(() => {
    if (core.presence.isOnline(actor.userId)) return;
    endCallsOf(core, actor).catch((fault: unknown) => {
      core.log.debug({ err: fault }, 'the calls of somebody who left could not be ended');
    });
  }, GRACE);
  timer.unref();
}
