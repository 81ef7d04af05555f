import type { Credentials } from '@parlance/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../../server/test/support/server.ts';
import { FileCache } from '../../src/cache/file-cache.ts';
import { MemoryCache } from '../../src/cache/memory-cache.ts';
import { MemoryCredentials } from '../../src/credentials.ts';
import { live, myId, People, transports } from '../support/people.ts';
import { BadNetwork } from '../support/proxy.ts';
import { until } from '../support/until.ts';

let server: TestServer;
let network: BadNetwork;
const people = new People();

beforeAll(async () => {
  server = await startTestServer();
  network = await BadNetwork.to(server.url);
});
afterEach(() => people.leave());
afterAll(async () => {
  await network.close();
  await server.stop();
});

function textFile() {
  let text: string | null = null;
  return {
    read: async () => text,
    write: async (next: string) => {
      text = next;
    },
  };
}

describe.each(transports)('over %s', (_, transport) => {
  it('a program that starts again shows what it had, sends what waited, and hears only what is new', async () => {
    const [file, credentials] = [textFile(), new MemoryCredentials()];
    const options = { url: network.url, ...transport, credentials };
    const ben = await people.enter('Ben', { url: network.url, ...transport });
    const ada = await people.enter('Ada', { ...options, cache: new FileCache(file) });
    const { conversation } = await ada.openDirect(myId(ben));
    const there = ben.open(conversation.id);
    ada.open(conversation.id).send('before');
    await until(there.messages, (messages) => messages.length === 1);
    await until(ada.open(conversation.id).messages, ([first]) => first?.status === 'sent');
    await ada.stop();
    ada.open(conversation.id).send('written while away');
    there.send('answered meanwhile');
    await until(there.messages, (messages) => messages.at(-1)?.status === 'sent');
    await new Promise((resolve) => setTimeout(resolve, 50));

    const again = people.add({ ...options, cache: new FileCache(file) });
    const kinds: string[] = [];
    again.on('page', (page) => kinds.push(page.kind));
    expect((await again.restore())?.id).toBe(ada.me.get()?.id);
    expect(again.conversations.get()).toMatchObject([{ title: 'Ben', lastMessage: { content: { text: 'before' } } }]);
    const here = again.open(conversation.id);
    expect(here.messages.get().map((one) => one.status)).toEqual(['sent', 'pending']);
    again.start();
    const all = await until(
      here.messages,
      (messages) => messages.length === 3 && messages.every((m) => m.status === 'sent'),
    );
    expect(all.map((one) => one.content?.text)).toEqual(['before', 'answered meanwhile', 'written while away']);
    await until(there.messages, (messages) => messages.length === 3);
    expect(new Set(kinds)).toEqual(new Set(['delta']));
  });

  it('an access token that has run out is renewed without anybody noticing', async () => {
    const credentials = new MemoryCredentials();
    const options = { url: network.url, ...transport, credentials };
    const ada = await people.enter('Ada', options);
    await ada.stop();
    const before = (await credentials.load()) as Credentials;
    await credentials.save({ ...before, access_token: `${before.access_token.slice(0, -4)}AAAA` });
    const again = people.add(options);
    await again.restore();
    again.start();
    await live(again);
    const after = (await credentials.load()) as Credentials;
    expect(after.refresh_token).not.toBe(before.refresh_token);
    expect((await again.call('users.me', {})).id).toBe(myId(again));
  });

  it('a token the server does not know leads to a snapshot, and what is here is kept', async () => {
    const cache = new MemoryCache();
    const credentials = new MemoryCredentials();
    const options = { url: network.url, ...transport, credentials, cache };
    const ada = await people.enter('Ada', options);
    const { conversation } = await ada.createRoom({ name: `Room ${myId(ada)}` });
    ada.open(conversation.id).send('kept');
    await until(ada.open(conversation.id).messages, ([first]) => first?.status === 'sent');
    await ada.stop();
    await cache.apply({ token: 'not-a-token-of-this-server' });
    const again = people.add(options);
    await again.restore();
    again.start();
    await live(again);
    const here = again.open(conversation.id);
    expect(here.messages.get()).toMatchObject([{ content: { text: 'kept' }, status: 'sent' }]);
    expect((await cache.load())?.token).not.toBe('not-a-token-of-this-server');
  });

  it('somebody else on the same device starts with nothing of the first', async () => {
    const cache = new MemoryCache();
    const ada = await people.enter('Ada', { url: network.url, ...transport, cache });
    await ada.createRoom({ name: `Room ${myId(ada)}` });
    await ada.stop();
    const ben = await people.enter('Ben', { url: network.url, ...transport, cache });
    expect(ben.conversations.get()).toEqual([]);
    await ben.logout();
    expect(await cache.load()).toBeNull();
    expect(ben.connection.get().state).toBe('stopped');
    await expect(ben.call('users.me', {})).rejects.toMatchObject({ code: 'signed_out' });
  });
});
