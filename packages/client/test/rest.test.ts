import { describe, expect, it } from 'vitest';
import { operations } from '../../protocol/src/index.ts';
import { routes } from '../src/operations.ts';
import { Rest, toRestRequest } from '../src/rest.ts';

describe('the table of routes', () => {
  it('says of each operation what the protocol says, the place of its input included', () => {
    const expected = Object.entries(operations).map(([id, operation]) => [
      id,
      [operation.method, operation.path, operation.body === undefined ? 'query' : 'body'],
    ]);
    expect(routes).toEqual(Object.fromEntries(expected));
  });
});

describe('a request', () => {
  it('puts the input into the path, the query and the body', () => {
    expect(toRestRequest('reactions.add', { message_id: 'm1', emoji: '👍🏽/?' })).toEqual({
      method: 'PUT',
      path: `/v1/messages/m1/reactions/${encodeURIComponent('👍🏽/?')}`,
      body: null,
    });
    expect(toRestRequest('messages.list', { conversation_id: 'c', before_seq: 5, limit: undefined })).toMatchObject({
      path: '/v1/conversations/c/messages?before_seq=5',
    });
    expect(toRestRequest('conversations.read', { conversation_id: 'c', seq: 3 }).body).toBe('{"seq":3}');
  });

  it('turns failed answers into ParlanceError, with or without a problem in them', async () => {
    const answer = (status: number, body: string, headers = {}) =>
      new Rest('http://server/', async () => new Response(body, { status, headers })).request('users.me', {});
    const problem = { type: 't', title: 'T', status: 429, code: 'rate_limited', detail: 'slow', retry_after_ms: 1200 };
    await expect(answer(429, JSON.stringify(problem))).rejects.toMatchObject({
      code: 'rate_limited',
      status: 429,
      detail: 'slow',
      retryable: true,
      retryAfterMs: 1200,
    });
    await expect(answer(502, '<html>bad gateway', { 'retry-after': '3' })).rejects.toMatchObject({
      code: 'unavailable',
      status: 502,
      retryAfterMs: 3000,
    });
    await expect(answer(200, '{"id": "cut o')).rejects.toMatchObject({ code: 'network', retryable: true });
    const down = new Rest('http://server', async () => Promise.reject(new TypeError('fetch failed')));
    await expect(down.request('users.me', {})).rejects.toMatchObject({ code: 'network', status: 0, problem: null });
  });
});
