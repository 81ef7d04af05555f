import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Actor } from '../support/actor.ts';
import type { FrameLog } from '../support/frame-log.ts';
import { describeOnEachStorage, openStage, type Stage } from './stage.ts';

const HELD = 'I will kill you tomorrow morning at the harbour, said the villain';
const PLAIN = 'Everybody is welcome at the harbour tomorrow morning';

describeOnEachStorage('what moderation keeps back is not translated', (storage) => {
  let stage: Stage;
  let owner: Actor;
  let writer: Actor;
  let reader: Actor;

  beforeAll(async () => {
    stage = await openStage(storage, { MODERATION_POLICY: 'hold=threat:0.8' });
    [owner, writer, reader] = await Promise.all([
      stage.reader('owner', 'de'),
      stage.reader('writer', 'en'),
      stage.reader('reader', 'de'),
    ]);
  });
  afterEach(() => Promise.all([owner, writer, reader].map((actor) => actor.leavesTheStage())));
  afterAll(async () => stage?.close());

  const stored = (text: string) => {
    const { core } = stage.server;
    return core.store.translations.findAll([core.ids.hash(text)], core.translator?.engine ?? '');
  };

  test('while it is held nobody asks the engine, and once it is released its readers get it', async () => {
    const group = await owner.createsGroup('Harbour', [writer, reader]);
    const [ownerHears, readerHears] = (await stage.listens(owner, reader)) as [FrameLog, FrameLog];
    const { id } = await writer.sends(group, HELD);
    await readerHears.hears('message.sent', (event) => event.data.message.id === id);
    for (const actor of [owner, reader]) {
      const page = await actor.calls('messages.list', { conversation_id: group, translate_to: 'me' });
      expect(page.translations).toEqual([]);
      expect((await actor.tries('messages.translate', { message_id: id })).status).toBe(404);
    }
    expect(stage.calls()).toEqual([]);
    const { cases } = await owner.calls('moderation.queue', { conversation_id: group });
    const held = cases.find((one) => one.message_id === id);
    await owner.calls('moderation.act', { case_id: held?.id ?? '', action: 'approve' });
    for (const log of [ownerHears, readerHears]) {
      const { data } = await log.hears('translation.ready');
      expect(data).toMatchObject({ message_id: id, text: `[de] ${HELD}` });
    }
    expect(stage.calls()).toHaveLength(1);
  });

  test('what is removed takes its translations with it', async () => {
    const group = await owner.createsGroup('Quay', [writer, reader]);
    const [log] = (await stage.listens(reader)) as [FrameLog];
    const { id } = await writer.sends(group, PLAIN);
    await log.hears('translation.ready');
    expect(await stored(PLAIN)).toHaveLength(1);
    await reader.calls('messages.report', { message_id: id, reason: 'spam' });
    const { cases } = await owner.calls('moderation.queue', { conversation_id: group });
    const reported = cases.find((one) => one.message_id === id);
    await owner.calls('moderation.act', { case_id: reported?.id ?? '', action: 'remove' });
    expect(await stored(PLAIN)).toEqual([]);
    const page = await reader.calls('messages.list', { conversation_id: group, translate_to: 'me' });
    expect(page.translations).toEqual([]);
  });
});
