import { expect, test } from 'vitest';
import { describeOnEachDatabase } from '../support/stores.ts';

describeOnEachDatabase('answers that are being written', (create) => {
  test('are found by their conversation, in the order in which they were asked for', async () => {
    const store = await (await create()).open();
    const head = { questionId: 'question', senderId: 'bot', askerId: 'asker', messageId: null, updatedAt: 1 };
    await store.transaction(async (tx) => {
      await tx.answerStreams.put({ id: 'b', conversationId: 'here', ...head, text: 'Good' });
      await tx.answerStreams.put({ id: 'a', conversationId: 'here', ...head, text: '' });
      await tx.answerStreams.put({ id: 'c', conversationId: 'elsewhere', ...head, text: '' });
    });
    const found = await store.answerStreams.findByConversation('here');
    expect(found.map(({ id, text }) => [id, text])).toEqual([
      ['a', ''],
      ['b', 'Good'],
    ]);
    expect(await store.answerStreams.findByConversation('nowhere')).toEqual([]);
  });
});
