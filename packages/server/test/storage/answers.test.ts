import { expect, test } from 'vitest';
import { describeOnEachDatabase } from '../support/stores.ts';

const stream = (id: string, messageId: string | null = null) => ({
  id,
  conversationId: 'c',
  questionId: 'q',
  senderId: 'leta',
  askerId: 'romeo',
  messageId,
  text: '',
  updatedAt: 1,
});

describeOnEachDatabase('answers that are being written', (create) => {
  test('are found by their id and by the message they replace, grow, are stopped and removed', async () => {
    const store = await (await create()).open();
    await store.transaction(async (tx) => {
      await tx.answerStreams.put(stream('one'));
      await tx.answerStreams.put(stream('two', 'm'));
      await tx.answerStreams.put(stream('three', 'm'));
      expect(await tx.answerStreams.stop('nobody', 'romeo')).toBe(false);
      expect(await tx.answerStreams.stop('one', 'romeo')).toBe(true);
    });
    // What is written later keeps that it is to end.
    await store.transaction((tx) => tx.answerStreams.put({ ...stream('one'), text: 'But soft! 🌹', updatedAt: 2 }));
    expect(await store.answerStreams.find('one')).toEqual({
      ...stream('one'),
      text: 'But soft! 🌹',
      updatedAt: 2,
      stoppedBy: 'romeo',
    });
    expect(await store.answerStreams.findByMessage('m')).toMatchObject({ id: 'two', stoppedBy: null });
    expect(await store.answerStreams.findByMessage('n')).toBeUndefined();
    await store.transaction((tx) => tx.answerStreams.remove('two'));
    expect(await store.answerStreams.find('two')).toBeUndefined();
    expect(await store.answerStreams.findByMessage('m')).toMatchObject({ id: 'three' });
  });
});

describeOnEachDatabase('digests of conversations', (create) => {
  const digest = (userId: string, upToSeq: number) => ({
    conversationId: 'c',
    userId,
    upToSeq,
    engine: 'built-in' as const,
    text: `up to ${upToSeq}`,
    createdAt: 1_800_000_000_000,
  });

  test('are one for each person, replaced by newer ones, and forgotten for one or for all', async () => {
    const store = await (await create()).open();
    await store.transaction(async (tx) => {
      await tx.digests.put(digest('romeo', 5));
      await tx.digests.put(digest('juliet', 6));
      await tx.digests.put({ ...digest('romeo', 7), engine: 'model' });
    });
    expect(await store.digests.find('c', 'romeo')).toEqual({ ...digest('romeo', 7), engine: 'model' });
    await store.transaction((tx) => tx.digests.forget('c', 'romeo'));
    expect(await store.digests.find('c', 'romeo')).toBeUndefined();
    expect(await store.digests.find('c', 'juliet')).toEqual(digest('juliet', 6));
    await store.transaction((tx) => tx.digests.forget('d', null));
    expect(await store.digests.find('c', 'juliet')).toBeDefined();
    await store.transaction((tx) => tx.digests.forget('c', null));
    expect(await store.digests.find('c', 'juliet')).toBeUndefined();
  });
});
