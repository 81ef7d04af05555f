import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { expectRefusals, expectSocketSurvives } from '../cross/expect-refusals.ts';
import { PNG, RelayClient, WAV } from './client.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const message = { type: 'text', content: 'hello', sender: 'ann', format: 'png' };

describe('what no client should send', () => {
  test.each([
    ['/api/message', message],
    ['/api/message', { type: 'image', content: PNG, sender: 'ann', format: 'png' }],
    ['/api/messages/broadcast', message],
    ['/api/events/publish', { event_type: 'news', data: { a: 1 } }],
  ])('to POST %s (%j) is answered in the 4xx', async (path, good) => {
    await expectRefusals({ url: server.url, method: 'POST', path, good });
  });

  test.each([
    ['message', message],
    ['send_text', { text: 'hello', sender: 'ann' }],
    ['send_image', { image: PNG, sender: 'ann', format: 'png' }],
    ['send_audio', { audio: WAV, sender: 'ann', format: 'wav' }],
    ['ping', { a: 1 }],
    ['no_such_event', { a: 1 }],
  ])('as %s is an error, and the socket goes on', async (event, good) => {
    const client = await RelayClient.connect(server.url);
    await expectSocketSurvives(client, event, good);
    expect(await client.asks('send_text', { text: 'still here' })).toMatchObject({ status: 'success' });
    client.close();
  });
});
