import { expect, test } from 'vitest';
import type { Message } from '../../src/core/messages/message.ts';
import type { User } from '../../src/core/users/user.ts';
import { insertGroup, insertMessage, makeMessage, makeUser, send, settledFrontier } from '../support/rows.ts';
import { describeOnEachDatabase } from '../support/stores.ts';

const anna = makeUser();
const seqs = (messages: Message[]) => messages.map((message) => message.seq);

describeOnEachDatabase('the message store', (create) => {
  test('keeps every field, whatever the text', async () => {
    const store = await (await create()).open();
    const text = `"quotes" \\ 'x' 你好 😀 שלום %_! \u200b end`;
    const message = makeMessage('c', anna.id, {
      seq: 3,
      pos: 4,
      rev: 1,
      content: { type: 'image', text, mediaId: 'm', fileName: 'a.png', mediaType: 'image/png', bytes: 5 },
      replyTo: 'r',
      threadId: 't',
      replyCount: 2,
      mentions: ['bob'],
      reactions: [{ emoji: '👍', count: 1, userIds: ['bob'] }],
      forwardedFrom: 'f',
      annotations: { flagged: true, score: 0.5 },
      editedAt: 5,
      deletedAt: 6,
      pinnedAt: 7,
      pinnedBy: 'bob',
    });
    const gpos = await store.transaction(async (tx) => {
      await tx.messages.insert(message);
      return tx.gpos;
    });
    const stored = { ...message, gpos };
    expect(await store.messages.find(message.id)).toEqual(stored);
    expect(await store.messages.findByClientId(anna.id, message.clientId!)).toEqual(stored);
    expect(await store.messages.findMany([message.id, 'absent'])).toEqual([stored]);
    expect(await store.messages.findMany([])).toEqual([]);
    expect(await store.messages.findByClientId('bob', message.clientId!)).toBeUndefined();
  });

  test('keeps each field of a message that has nothing else, and a message that is nothing but said', async () => {
    const store = await (await create()).open();
    const fields: Partial<Message>[] = [
      {},
      { clientId: null },
      { content: null },
      { rev: 1 },
      { replyTo: 'r' },
      { threadId: 't' },
      { replyCount: 2 },
      { mentions: ['bob'] },
      { reactions: [{ emoji: '👍', count: 1, userIds: ['bob'] }] },
      { forwardedFrom: 'f' },
      { annotations: { flagged: true } },
      { editedAt: 5 },
      { deletedAt: 6 },
      { pinnedAt: 7 },
      { pinnedBy: 'bob' },
    ];
    const messages = fields.map((field, index) => makeMessage('c', anna.id, { ...field, seq: index + 1 }));
    const gpos = await store.transaction(async (tx) => {
      for (const message of messages) await tx.messages.insert(message);
      return tx.gpos;
    });
    const stored = messages.map((message) => ({ ...message, gpos }));
    expect(await store.messages.listAfter('c', 0, 100)).toEqual(stored);
    expect(await store.messages.lastSeqAtGpos('c', gpos)).toBe(messages.length);
  });

  test('pages both ways by seq, and gives the newest of each conversation', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, [anna.id]);
    const other = await insertGroup(store, [anna.id]);
    for (let index = 0; index < 6; index += 1) await send(store, group.id, anna, `${index}`);
    const last = await send(store, other.id, anna, 'last');
    expect(seqs(await store.messages.listBefore(group.id, 5, 3))).toEqual([4, 3, 2]);
    expect(seqs(await store.messages.listAfter(group.id, 2, 3))).toEqual([3, 4, 5]);
    const newest = await store.messages.lastOf([group.id, other.id]);
    expect(newest.get(group.id)?.seq).toBe(6);
    expect(newest.get(other.id)).toEqual(last);
    expect(await store.messages.lastOf([])).toEqual(new Map());
  });

  test('the first reply of one person to one message is found, deleted or not', async () => {
    const store = await (await create()).open();
    const bert = makeUser();
    const group = await insertGroup(store, [anna.id, bert.id]);
    const reply = (question: Message, sender: User, change: Partial<Message> = {}) =>
      store.transaction((tx) => insertMessage(tx, group.id, sender, 'so', { replyTo: question.id, ...change }));
    const question = await send(store, group.id, anna, 'and?');
    const other = await send(store, group.id, anna, 'or?');
    await reply(other, bert);
    await reply(question, anna);
    expect(await store.messages.findReply(question, bert.id)).toBeUndefined();
    const first = await reply(question, bert, { content: null, deletedAt: 9 });
    await reply(question, bert);
    expect(await store.messages.findReply(question, bert.id)).toMatchObject({ id: first.id, deletedAt: 9 });
  });

  test('an update changes the given fields, pos and gpos; changes are listed by both', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, [anna.id]);
    const sent: Message[] = [];
    for (let index = 0; index < 4; index += 1) sent.push(await send(store, group.id, anna, `${index}`));
    const since = await settledFrontier(store);
    const edit = { content: { type: 'text', text: 'new' }, rev: 1, editedAt: 9 } as const;
    await store.transaction(async (tx) => {
      const conversation = await tx.conversations.advance(group.id, { seq: false, at: 9 });
      await tx.messages.update(sent[1]!.id, { ...edit, pos: conversation!.lastPos });
    });
    const edited = (await store.messages.find(sent[1]!.id))!;
    expect(edited).toEqual({ ...sent[1], ...edit, pos: 5, gpos: edited.gpos });
    expect(edited.gpos).toBeGreaterThan(since);
    expect(seqs(await store.messages.changedAfterPos(group.id, 2, 10))).toEqual([3, 4, 2]);
    expect(seqs(await store.messages.changedAfterGpos(group.id, since, 10))).toEqual([2]);
    expect(await store.messages.lastSeqAtGpos(group.id, since)).toBe(4);
    expect(await store.messages.lastSeqAtGpos(group.id, sent[1]!.gpos)).toBe(2);
    expect(await store.messages.lastSeqAtGpos(group.id, 0)).toBe(0);
  });

  test('the oldest changes come first when there are more than fit', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, [anna.id]);
    const since = await settledFrontier(store);
    for (let index = 0; index < 5; index += 1) await send(store, group.id, anna, `${index}`);
    expect(seqs(await store.messages.changedAfterGpos(group.id, since, 3))).toEqual([1, 2, 3]);
  });

  test('concurrent works that read a message and write from what they read lose nothing', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, [anna.id]);
    const message = await send(store, group.id, anna, 'root');
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        store.transaction(async (tx) => {
          const { replyCount } = (await tx.messages.find(message.id))!;
          await tx.messages.setReaction(message.id, `u${index}`, '👍', true, index);
          const reactions = await tx.messages.reactionsOf(message.id);
          const conversation = await tx.conversations.advance(group.id, { seq: false, at: 1 });
          await tx.messages.update(message.id, { replyCount: replyCount + 1, reactions, pos: conversation!.lastPos });
        }),
      ),
    );
    const { replyCount, reactions } = (await store.messages.find(message.id))!;
    expect(replyCount).toBe(20);
    expect(reactions).toEqual(await store.messages.reactionsOf(message.id));
    expect(reactions[0]?.count).toBe(20);
  });

  test('threads, pins and earlier versions are listed in order', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, [anna.id]);
    const root = await send(store, group.id, anna, 'root');
    for (let index = 0; index < 3; index += 1) await send(store, group.id, anna, 'reply', { threadId: root.id });
    expect(seqs(await store.messages.listThread(root.id, 2, 10))).toEqual([3, 4]);
    const [, second, third] = await store.messages.listAfter(group.id, 0, 10);
    await store.transaction(async (tx) => {
      await tx.messages.update(third!.id, { pinnedAt: 10, pinnedBy: anna.id });
      await tx.messages.update(second!.id, { pinnedAt: 20, pinnedBy: anna.id });
      await tx.messages.insertEdit({ messageId: root.id, rev: 1, content: { type: 'text', text: 'b' }, editedAt: 2 });
      await tx.messages.insertEdit({ messageId: root.id, rev: 0, content: { type: 'text', text: 'a' }, editedAt: 1 });
    });
    expect(seqs(await store.messages.listPinned(group.id, 10))).toEqual([2, 3]);
    expect((await store.messages.listEdits(root.id)).map((edit) => edit.rev)).toEqual([0, 1]);
    await store.transaction((tx) => tx.messages.deleteEdits(root.id));
    expect(await store.messages.listEdits(root.id)).toEqual([]);
  });

  test('reactions are a set: the summary counts all and names the first twenty', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, [anna.id]);
    const message = await send(store, group.id, anna, 'react');
    const react = (userId: string, emoji: string, on: boolean, at: number) =>
      store.transaction((tx) => tx.messages.setReaction(message.id, userId, emoji, on, at));
    expect(await react('u00', '👍', true, 1)).toBe(true);
    expect(await react('u00', '👍', true, 2)).toBe(false);
    expect(await react('u00', '🎉', true, 3)).toBe(true);
    for (let index = 1; index < 25; index += 1) await react(`u${String(index).padStart(2, '0')}`, '👍', true, 4);
    const [thumbs, party] = await store.messages.reactionsOf(message.id);
    expect(thumbs).toMatchObject({ emoji: '👍', count: 25 });
    expect(thumbs!.userIds).toHaveLength(20);
    expect(thumbs!.userIds[0]).toBe('u00');
    expect(party).toEqual({ emoji: '🎉', count: 1, userIds: ['u00'] });
    expect(await react('u00', '🎉', false, 5)).toBe(true);
    expect(await react('u00', '🎉', false, 5)).toBe(false);
    await store.transaction((tx) => tx.messages.deleteReactions(message.id));
    expect(await store.messages.reactionsOf(message.id)).toEqual([]);
  });

  test('what a person has hidden is found by message and by position, for that person alone', async () => {
    const store = await (await create()).open();
    const group = await insertGroup(store, [anna.id]);
    const [one, two] = [await send(store, group.id, anna, '1'), await send(store, group.id, anna, '2')];
    expect(await store.transaction((tx) => tx.messages.hide('bob', one, 5))).toBe(true);
    expect(await store.transaction((tx) => tx.messages.hide('bob', one, 6))).toBe(false);
    const since = await settledFrontier(store);
    await store.transaction((tx) => tx.messages.hide('bob', two, 7));
    expect(await store.messages.hiddenAmong('bob', [one.id, two.id])).toEqual(new Set([one.id, two.id]));
    expect(await store.messages.hiddenAmong(anna.id, [one.id, two.id])).toEqual(new Set());
    expect(await store.messages.hiddenAmong('bob', [])).toEqual(new Set());
    expect(await store.messages.hiddenAfter('bob', group.id, since)).toEqual([two.id]);
    expect(await store.messages.hiddenAfter('bob', group.id, 0)).toEqual([one.id, two.id]);
  });
});
