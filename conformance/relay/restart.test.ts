import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startTestServer } from '../../packages/server/test/support/server.ts';
import { post } from '../support/http.ts';
import { openStream } from './client.ts';

test('a stream resumes from the log after the server was started again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parlance-relay-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const first = await startTestServer({ DATA_DIR: folder });
  const before = await openStream(first.url);
  await post(first.url, '/api/message', { content: 'heard' });
  const { id } = await before.hears('message');
  before.close();
  await post(first.url, '/api/message', { content: 'missed', sender: 'ann' });
  await first.stop();
  const second = await startTestServer({ DATA_DIR: folder });
  onTestFinished(() => second.stop());
  const after = await openStream(second.url, { 'Last-Event-ID': id });
  await post(second.url, '/api/events/publish', { event_type: 'news', data: 1 });
  await post(second.url, '/api/message', { content: 'new' });
  await after.hears('message', (data) => data.content === 'new');
  expect(after.events.map((one) => (one.event === 'message' ? one.data.content : one.event))).toEqual([
    'missed',
    'news',
    'new',
  ]);
  after.close();
});
