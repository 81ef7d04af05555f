import Type from 'typebox';
import type { Actor } from '../../core/actor.ts';
import { answerCall } from '../../core/calls/answer-call.ts';
import type { Call } from '../../core/calls/call.ts';
import { declineCall } from '../../core/calls/decline-call.ts';
import { endCall } from '../../core/calls/end-call.ts';
import { initiateCall } from '../../core/calls/initiate-call.ts';
import { getCall, listCalls } from '../../core/calls/list-calls.ts';
import type { CoreContext } from '../../core/context.ts';
import type { DialectHost } from '../dialect.ts';
import { fieldParser, id, toPage } from './fields.ts';
import { ownRoute, param, succeed } from './mount.ts';
import { presentCall } from './present.ts';

const parseInitiation = fieldParser(
  // COMPAT(letsapp): a voice call is also called `audio`.
  Type.Object({
    callee_id: id,
    call_type: Type.Union([Type.Literal('voice'), Type.Literal('video'), Type.Literal('audio')]),
  }),
  '{ "callee_id", "call_type": "voice" or "video" }',
  { aliases: { recipient_id: 'callee_id', user_id: 'callee_id', type: 'call_type' } },
);

export function initiate(core: CoreContext, actor: Actor, payload: unknown): Promise<Call> {
  const { callee_id: calleeId, call_type: type } = parseInitiation(payload);
  return initiateCall(core, actor, { calleeId, type: type === 'video' ? 'video' : 'voice' });
}

type Move = (core: CoreContext, actor: Actor, callId: string) => Promise<Call>;

const moves: Readonly<Record<string, Move>> = { answer: answerCall, decline: declineCall, end: endCall };

export function mountCalls(host: DialectHost): void {
  ownRoute(host, { method: 'POST', url: '/api/calls/initiate' }, async ({ actor, body }) => {
    const call = await initiate(host.core, actor, body);
    return succeed({ message: 'Calling', ...presentCall(call) }, 201);
  });
  for (const [name, move] of Object.entries(moves)) {
    ownRoute(host, { method: 'POST', url: `/api/calls/:call_id/${name}` }, async (request) => {
      const call = await move(host.core, request.actor, param(request, 'call_id'));
      return succeed({ message: `The call is ${call.state}`, ...presentCall(call) });
    });
  }
  ownRoute(host, { method: 'GET', url: '/api/calls/:call_id' }, async (request) =>
    succeed(presentCall(await getCall(host.core, request.actor, param(request, 'call_id')))),
  );
  ownRoute(host, { method: 'GET', url: '/api/calls' }, async (request) => {
    const { limit } = toPage(request.query);
    const calls = await listCalls(host.core, request.actor, Number.MAX_SAFE_INTEGER, limit);
    return succeed({ calls: calls.map(presentCall) });
  });
}
