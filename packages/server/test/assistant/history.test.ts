import { expect, test } from 'vitest';
import { makeConversation, makeMember, makeMessage, makeUser } from '../support/rows.ts';
import { describeOnEachDatabase } from '../support/stores.ts';

describeOnEachDatabase('the history one person sees', (create) => {
  test('leaves out what was deleted for all and what they hid, and pages by count', async () => {
    const store = await (await create()).open();
    const [anna, bot] = [makeUser(), makeUser({ kind: 'bot' })];
    const chat = makeConversation({ kind: 'assistant', lastSeq: 6, lastPos: 6 });
    const messages = [1, 2, 3, 4, 5, 6].map((seq) => makeMessage(chat.id, anna.id, { seq, pos: seq }));
    const [deleted, hidden] = [messages[1], messages[3]];
    if (deleted === undefined || hidden === undefined) throw new Error('there are six messages');
    await store.transaction(async (tx) => {
      await tx.users.insert(anna);
      await tx.users.insert(bot);
      await tx.conversations.insert(chat);
      for (const user of [anna, bot]) await tx.conversations.putMember(makeMember(chat.id, user.id));
      for (const message of messages) await tx.messages.insert(message);
      await tx.messages.update(deleted.id, { content: null, deletedAt: 5 });
      await tx.messages.hide(anna.id, hidden, 5);
    });
    const seqs = async (userId: string, skip: number, limit: number) =>
      (await store.history.listVisible(userId, chat.id, { skip, limit })).map((message) => message.seq);
    expect(await seqs(anna.id, 0, 10)).toEqual([6, 5, 3, 1]);
    expect(await seqs(anna.id, 1, 2)).toEqual([5, 3]);
    expect(await seqs(anna.id, 4, 2)).toEqual([]);
    expect(await seqs(bot.id, 0, 10)).toEqual([6, 5, 4, 3, 1]);
    expect(await store.history.countVisible(anna.id, [chat.id])).toEqual(new Map([[chat.id, 4]]));
    expect(await store.history.countVisible(anna.id, [])).toEqual(new Map());
  });

  test('lists the active chats with a bot, last active first, and those of nobody else', async () => {
    const store = await (await create()).open();
    const [anna, ben, bot] = [makeUser(), makeUser(), makeUser({ kind: 'bot' })];
    const chats = [1, 2, 3].map((activeAt) => makeConversation({ kind: 'assistant', activeAt }));
    const direct = makeConversation({ kind: 'direct', activeAt: 9 });
    await store.transaction(async (tx) => {
      for (const user of [anna, ben, bot]) await tx.users.insert(user);
      for (const [index, chat] of [...chats, direct].entries()) {
        await tx.conversations.insert(chat);
        await tx.conversations.putMember(makeMember(chat.id, bot.id));
        const state = index === 1 ? 'left' : 'active';
        await tx.conversations.putMember(makeMember(chat.id, anna.id, { state }));
      }
    });
    expect(await store.history.assistantChatIds(anna.id, bot.id, 10)).toEqual([chats[2]?.id, chats[0]?.id]);
    expect(await store.history.assistantChatIds(anna.id, bot.id, 1)).toEqual([chats[2]?.id]);
    expect(await store.history.assistantChatIds(ben.id, bot.id, 10)).toEqual([]);
  });
});
