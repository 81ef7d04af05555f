import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { missCall } from '../../packages/server/src/core/calls/ring-out.ts';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { type Body, type Line, Person } from './support/person.ts';

let server: TestServer;
let juliet: Person;
let romeo: Person;
let paris: Person;
let hers: Line;
let his: Line;
let outside: Line;

beforeAll(async () => {
  server = await startTestServer();
  juliet = await Person.register(server.url, 'juliet');
  romeo = await Person.register(server.url, 'romeo');
  paris = await Person.register(server.url, 'paris');
  [hers, his, outside] = [await juliet.connects(), await romeo.connects(), await paris.connects()];
});

afterEach(async () => {
  for (const person of [juliet, romeo, paris]) {
    for (const call of (await person.calls('GET', '/api/calls')).body.calls) {
      if (['ringing', 'answered'].includes(call.status)) await person.calls('POST', `/api/calls/${call.call_id}/end`);
    }
  }
});

afterAll(async () => {
  for (const line of [hers, his, outside]) line.close();
  await server.stop();
});

const isOf = (callId: string) => (one: Body) => one.call_id === callId;

test('a call rings, is answered, exchanges signals between the two alone, and ends', async () => {
  const { call_id: callId, status } = await hers.says('call_initiate', { callee_id: romeo.id, call_type: 'video' });
  expect(status).toBe('ringing');
  expect(await hers.hears('call_initiated', isOf(callId))).toMatchObject({
    status: 'ringing',
    callee: { user_id: romeo.id },
  });
  expect(await his.hears('incoming_call', isOf(callId))).toMatchObject({
    caller: { user_id: juliet.id },
    call_type: 'video',
  });
  await his.says('call_answer', { call_id: callId });
  await hers.hears('call_answered', isOf(callId));
  await his.hears('call_answered_confirmed', isOf(callId));
  await hers.says('webrtc_offer', { call_id: callId, offer: { sdp: 'v=0' } });
  expect(await his.hears('webrtc_offer', isOf(callId))).toMatchObject({ offer: { sdp: 'v=0' }, from: juliet.id });
  await his.says('webrtc_answer', { call_id: callId, answer: { sdp: 'v=1' } });
  expect(await hers.hears('webrtc_answer', isOf(callId))).toMatchObject({ answer: { sdp: 'v=1' } });
  await his.says('webrtc_ice_candidate', { call_id: callId, candidate: { candidate: 'a' } });
  await hers.hears('webrtc_ice_candidate', isOf(callId));
  for (const [event, field] of [
    ['webrtc_offer', 'offer'],
    ['call_answer', 'x'],
    ['call_decline', 'x'],
    ['call_end', 'x'],
  ] as const) {
    expect((await outside.says(event, { call_id: callId, [field]: {} })).status).toBe('error');
  }
  await outside.hears('call_error');
  await hers.says('call_end', { call_id: callId });
  expect(await his.hears('call_ended', isOf(callId))).toMatchObject({ reason: 'hung_up' });
  await hers.hears('call_ended_confirmed', isOf(callId));
  expect((await hers.says('webrtc_offer', { call_id: callId, offer: {} })).status).toBe('error');
  const list = await romeo.calls('GET', `/api/messages?with=${juliet.id}`);
  expect(list.body.messages.at(-1)).toMatchObject({
    message_type: 'system',
    content: expect.stringMatching(/^Video call, 0:/),
  });
  expect(outside.heard.filter(({ event }) => /^(webrtc|incoming_call|call_(answered|ended))/.test(event))).toEqual([]);
});

test('the documented REST calls do the same', async () => {
  const initiated = await juliet.calls('POST', '/api/calls/initiate', { callee_id: romeo.id, call_type: 'voice' });
  expect(initiated.status).toBe(201);
  expect(initiated.body).toMatchObject({ success: true, call_id: expect.any(String), status: 'ringing' });
  const path = `/api/calls/${initiated.body.call_id}`;
  await his.hears('incoming_call', isOf(initiated.body.call_id));
  expect((await juliet.calls('POST', `${path}/answer`)).status).toBe(403);
  expect((await paris.calls('POST', `${path}/answer`)).status).toBe(404);
  expect((await paris.calls('GET', path)).status).toBe(404);
  expect((await romeo.calls('POST', `${path}/answer`)).body).toMatchObject({ success: true, status: 'answered' });
  expect((await romeo.calls('POST', `${path}/answer`)).status).toBe(409);
  expect((await romeo.calls('POST', `${path}/end`)).body).toMatchObject({ success: true, status: 'ended' });
  expect((await juliet.calls('POST', `${path}/end`)).body.status).toBe('ended');
  expect((await juliet.calls('POST', '/api/calls/initiate', { callee_id: romeo.id, call_type: 'smoke' })).status).toBe(
    400,
  );
  expect(
    (await juliet.calls('POST', '/api/calls/initiate', { callee_id: 'nobody-at-all', call_type: 'voice' })).status,
  ).toBe(404);
  expect((await juliet.calls('POST', '/api/calls/initiate', { callee_id: juliet.id, call_type: 'voice' })).status).toBe(
    400,
  );
});

test('who is in a call is busy; of two calls to the same person at once, one rings', async () => {
  const { call_id: callId } = await hers.says('call_initiate', { callee_id: romeo.id, call_type: 'voice' });
  const busy = await outside.says('call_initiate', { callee_id: romeo.id, call_type: 'voice' });
  expect(busy).toMatchObject({ status: 'error', message: 'The person is in another call.' });
  expect((await hers.says('call_initiate', { callee_id: paris.id, call_type: 'voice' })).status).toBe('error');
  await his.says('call_decline', { call_id: callId });
  await hers.hears('call_declined', isOf(callId));
  await his.hears('call_declined_confirmed', isOf(callId));
  const both = await Promise.all(
    [hers, outside].map((line) => line.says('call_initiate', { callee_id: romeo.id, call_type: 'voice' })),
  );
  expect(both.map((one) => one.status).sort()).toEqual(['error', 'ringing']);
});

test('a call nobody answers is missed by both, once, and leaves a line', async () => {
  const { call_id: callId } = await hers.says('call_initiate', { callee_id: romeo.id, call_type: 'voice' });
  await missCall(server.core, callId);
  await missCall(server.core, callId);
  for (const line of [hers, his])
    expect(await line.hears('call_ended', isOf(callId))).toMatchObject({ reason: 'missed' });
  expect((await his.says('call_answer', { call_id: callId })).status).toBe('error');
  const { messages } = (await romeo.calls('GET', `/api/messages?with=${juliet.id}`)).body;
  expect(messages.at(-1)).toMatchObject({ content: 'Missed voice call', sender: juliet.id });
  expect(his.heard.filter(({ event, payload }) => event === 'call_ended' && payload.call_id === callId)).toHaveLength(
    1,
  );
});

test('v1 hears calls too, and whoever is blocked cannot call', async () => {
  const events: Body[] = [];
  const stream = await fetch(`${server.url}/v1/events`, { headers: { authorization: `Bearer ${romeo.token}` } });
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  const { call_id: callId } = await hers.says('call_initiate', { callee_id: romeo.id, call_type: 'voice' });
  let buffer = '';
  while (events.length === 0) {
    const { value, done } = (await reader?.read()) ?? { done: true, value: '' };
    if (done) break;
    buffer += value;
    for (const line of buffer.split('\n')) {
      if (line.startsWith('data:') && line.includes('call.ringing') && line.endsWith('}'))
        events.push(JSON.parse(line.slice(5)));
    }
  }
  await reader?.cancel();
  expect(events[0]).toMatchObject({
    type: 'call.ringing',
    data: { call: { id: callId, type: 'voice', state: 'ringing' } },
  });
  await hers.says('call_end', { call_id: callId });
  expect(await his.hears('call_ended', isOf(callId))).toMatchObject({ reason: 'cancelled' });
  expect((await juliet.calls('PUT', `/v1/me/blocks/${paris.id}`)).status).toBeLessThan(300);
  expect((await outside.says('call_initiate', { callee_id: juliet.id, call_type: 'voice' })).status).toBe('error');
});
