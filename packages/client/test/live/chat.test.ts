import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../../server/test/support/server.ts';
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

describe.each(transports)('over %s', (_, transport) => {
  const enter = (name: string) => people.enter(name, { url: network.url, ...transport });

  it('two people talk: what one sends is pending at once, then sent, and heard by the other', async () => {
    const [ada, ben] = [await enter('Ada'), await enter('Ben')];
    const { conversation } = await ada.openDirect(myId(ben));
    const here = ada.open(conversation.id);
    const pending = here.send('Hello');
    expect(pending.status).toBe('pending');
    expect(here.messages.get()).toMatchObject([{ status: 'pending', client_id: pending.client_id }]);
    const [sent] = await until(here.messages, ([first]) => first?.status === 'sent');
    expect(sent).toMatchObject({ seq: 1, client_id: pending.client_id, content: { text: 'Hello' } });
    const [listed] = await until(ben.conversations, ([first]) => first?.unread === 1);
    expect(listed).toMatchObject({ title: 'Ada', lastMessage: { content: { text: 'Hello' } } });
    const there = ben.open(conversation.id);
    await until(there.messages, (messages) => messages.length === 1);
    there.send('Hello yourself');
    await until(here.messages, (messages) => messages.map((one) => one.status).join() === 'sent,sent');
    expect(here.messages.get().at(-1)).toMatchObject({ seq: 2, sender_id: myId(ben) });
    // Who answers has read what stands above.
    await until(there.state, (state) => state?.unread === 0);
  });

  it('a burst keeps its order and shows each message exactly once at every moment', async () => {
    const [ada, ben] = [await enter('Ada'), await enter('Ben')];
    const { conversation } = await ada.openDirect(myId(ben));
    const [here, there] = [ada.open(conversation.id), ben.open(conversation.id)];
    const lengths: number[] = [];
    here.messages.subscribe((messages) => lengths.push(messages.length));
    const texts = Array.from({ length: 30 }, (_, index) => `number ${index}`);
    for (const text of texts) here.send(text);
    const seen = await until(there.messages, (messages) => messages.length === 30);
    expect(seen.map((message) => message.content?.text)).toEqual(texts);
    await until(here.messages, (messages) => messages.every((message) => message.status === 'sent'));
    expect(new Set(lengths)).toEqual(new Set([30]));
  });

  it('edits, reactions and deletions arrive; a message deleted for me is gone for me alone', async () => {
    const [ada, ben] = [await enter('Ada'), await enter('Ben')];
    const { conversation } = await ada.openDirect(myId(ben));
    const [here, there] = [ada.open(conversation.id), ben.open(conversation.id)];
    for (const text of ['one', 'two', 'three']) here.send(text);
    const [one, two, three] = await until(there.messages, (messages) => messages.length === 3);
    await until(here.messages, (messages) => messages.every((message) => message.status === 'sent'));
    if (one === undefined || two === undefined || three === undefined) throw new Error('three were seen');
    await here.edit(one.id, 'uno');
    await there.react(one.id, '👍');
    await here.delete(two.id);
    await there.delete(three.id, 'me');
    const theirs = await until(
      there.messages,
      ([first, second]) => first?.reactions.length === 1 && second?.deleted_at !== null,
    );
    expect(theirs.map((message) => message.content?.text)).toEqual(['uno', undefined]);
    const mine = await until(here.messages, ([first]) => first?.reactions.length === 1);
    expect(mine.map((message) => message.content?.text)).toEqual(['uno', undefined, 'three']);
    await expect(there.edit(one.id, 'not mine')).rejects.toMatchObject({ code: 'forbidden', status: 403 });
  });

  it('read marks clear the unread count on all my devices, and mentions count', async () => {
    const [ada, ben] = [await enter('Ada'), await enter('Ben')];
    const login = ben.me.get()?.user_name ?? '';
    const tablet = people.add({ url: network.url, ...transport });
    await tablet.login({ login, password: 'secret of Ben' });
    tablet.start();
    await live(tablet);
    const { conversation } = await ada.createGroup({ name: 'Plans', user_ids: [myId(ben)] });
    const here = ada.open(conversation.id);
    here.send('one');
    here.send({ content: { type: 'text', text: 'two' }, mentions: [myId(ben)] });
    await until(tablet.conversations, ([first]) => first?.unread === 2 && first.mentions === 1, 'two unread');
    await until(ben.conversations, ([first]) => first?.unread === 2 && first.mentions === 1, 'two unread');
    const there = ben.open(conversation.id);
    there.markRead();
    expect(there.state.get()).toMatchObject({ unread: 0, mentions: 0 });
    await until(tablet.conversations, ([first]) => first?.unread === 0 && first.mentions === 0, 'read on the tablet');
    const read = (member: { user_id: string; read_seq: number }) =>
      member.user_id === myId(ben) && member.read_seq === 2;
    await until(here.members, (members) => members.some(read), 'the receipt');
  });

  it('typing is told to the other and ends; presence is told to who watches', async () => {
    const [ada, ben] = [await enter('Ada'), await enter('Ben')];
    const { conversation } = await ada.openDirect(myId(ben));
    await until(ben.conversations, (list) => list.length === 1);
    const [here, there] = [ada.open(conversation.id), ben.open(conversation.id)];
    // Over long polling, what passes between two polls is missed: people who type press more than one key.
    const keys = setInterval(() => here.typingNow(), 100);
    await until(there.typing, (typists) => typists.join() === myId(ada), 'Ada typing');
    clearInterval(keys);
    expect(here.typing.get()).toEqual([]);
    here.stopTyping();
    await until(there.typing, (typists) => typists.length === 0, 'Ada no longer typing');
    ada.watchPresence([myId(ben)]);
    await until(ada.presence, (presence) => presence.get(myId(ben))?.online === true, 'Ben online');
    await ben.stop();
    await until(ada.presence, (presence) => presence.get(myId(ben))?.online === false, 'Ben offline', 40_000);
  }, 60_000);

  it('rooms are found, joined, paged back to their first message, and left', async () => {
    const [ada, ben] = [await enter('Ada'), await enter('Ben')];
    const name = `Room ${myId(ada)}`;
    const { conversation } = await ada.createRoom({ name });
    const here = ada.open(conversation.id);
    for (let index = 1; index <= 130; index += 1) here.send(`number ${index}`);
    await until(here.messages, (messages) => messages.at(-1)?.status === 'sent' && messages.length === 130);
    expect((await ben.rooms(name)).map((room) => room.id)).toEqual([conversation.id]);
    await ben.joinRoom(conversation.id);
    const there = ben.open(conversation.id);
    await until(there.messages, (messages) => messages.length >= 50);
    while (there.hasOlder.get()) await there.loadOlder();
    expect(there.messages.get().map((message) => message.seq)).toEqual(Array.from({ length: 130 }, (_, i) => i + 1));
    await until(there.members, (members) => members.length === 2);
    await ben.call('conversations.leave', { conversation_id: conversation.id });
    await until(ben.conversations, (list) => list.length === 0);
    await until(here.members, (members) => members.length === 1);
  });

  it('a refused message is shown as failed with the reason, and can be discarded', async () => {
    const [ada, ben] = [await enter('Ada'), await enter('Ben')];
    const { conversation } = await ada.openDirect(myId(ben));
    const here = ada.open(conversation.id);
    await ben.call('blocks.add', { user_id: myId(ada) });
    await until(ben.blocked, (blocked) => blocked.includes(myId(ada)));
    const { client_id } = here.send('Are you there?');
    const [failed] = await until(here.messages, ([first]) => first?.status === 'failed');
    expect(failed?.error?.code).toBe('blocked');
    await ben.call('blocks.remove', { user_id: myId(ada) });
    here.retry(client_id ?? '');
    await until(here.messages, ([first]) => first?.status === 'sent');
    const long = here.send('x'.repeat(20_001));
    await until(here.messages, (messages) => messages.at(-1)?.status === 'failed');
    here.discard(long.client_id ?? '');
    expect(here.messages.get()).toHaveLength(1);
  });

  it('logging out elsewhere ends the connection, and the message that waited is sent after the next login', async () => {
    const ada = await enter('Ada');
    const login = ada.me.get()?.user_name ?? '';
    const { conversation } = await ada.createRoom({ name: `Room ${myId(ada)}` });
    const other = people.add({ url: network.url, ...transport });
    await other.login({ login, password: 'secret of Ada' });
    const { sessions } = await other.call('sessions.list', {});
    const first = sessions.find((session) => !session.current);
    await other.call('sessions.end', { session_id: first?.id ?? '' });
    const status = await until(ada.connection, ({ state }) => state === 'ended', 'the end', 30_000);
    expect(status.reason).toBe('session_ended');
    expect(ada.me.get()).toBeNull();
    expect(() => ada.open(conversation.id).send('too late')).toThrow('Log in');
    await ada.login({ login, password: 'secret of Ada' });
    expect(ada.conversations.get()).toHaveLength(1);
    ada.start();
    await live(ada);
  }, 40_000);
});
