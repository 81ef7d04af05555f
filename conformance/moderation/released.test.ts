import type { WireEvent } from '@parlance/protocol';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Actor } from '../support/actor.ts';
import { waitUntil } from '../support/wait-until.ts';
import { describeOnEachStorage, openStage, type Stage } from '../translation/stage.ts';
import { LETA_ID, Questioner } from '../v1-assistant/questioner.ts';
import { type Company, findCase, gatherCompany, type Policy, textOf } from './company.ts';

/** Holds an answer back until it is let go. */
function makeLatch(): { released: Promise<void>; release: () => void } {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { released, release };
}

/** The built-in engine calls the first words a threat. */
const THREAT = '@leta I will kill you, when does the train to the harbour leave in the morning?';
const HARMLESS = '@leta when does the last train to the harbour leave in the evening?';

describeOnEachStorage('what is released, and what is masked', (storage) => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await openStage(storage);
  });

  afterEach(() => stage.ai.reset());
  afterAll(async () => stage?.close());

  /** A company whose reader reads German and listens, and in which the assistant is. */
  async function gather(policy: Policy) {
    const company = await gatherCompany(stage.server.url, policy);
    const { owner, reader, writer, group } = company;
    await owner.calls('members.add', { conversation_id: group, user_id: LETA_ID });
    await reader.calls('users.update', { language: 'de' });
    const log = await reader.listens();
    await log.becomesLive();
    return { company, reader, group, log, asker: new Questioner(writer, group) };
  }

  async function decides({ owner, ...company }: Company, messageId: string, action: 'approve' | 'mask'): Promise<void> {
    const { id } = await findCase({ owner, ...company }, messageId);
    await owner.calls('moderation.act', { case_id: id, action });
  }

  const translationsOf = (events: readonly WireEvent[], messageId: string): string[] =>
    events.flatMap((event) =>
      event.type === 'translation.ready' && event.data.message_id === messageId ? [event.data.text] : [],
    );

  const isTranslation = (body: unknown): boolean => JSON.stringify(body).includes('into the language with the tag');

  /** All requests to models, as text. */
  const askedOfModels = (): string => JSON.stringify(stage.ai.requestsTo('chat').map(({ body }) => body));

  const leave = (...people: Actor[]) => Promise.all(people.map((person) => person.leavesTheStage()));

  test('what is held asks no assistant and is not translated; once released, it is both, once', async () => {
    const { company, reader, log, asker } = await gather({ hold: { threat: 0.8 } });
    // What the assistant says is judged, too, so it repeats nothing.
    stage.ai.answerWith('chat', ({ body }) => (isTranslation(body) ? undefined : 'At nine.'));
    const held = await asker.says(THREAT);
    // What comes after it was answered and translated: so would it have been.
    const { id: after } = await asker.says(HARMLESS);
    await waitUntil('an answer', async () => (await asker.messages()).some((one) => one.reply_to === after));
    await log.hears('translation.ready', (event) => event.data.message_id === after);
    expect(askedOfModels()).not.toContain('kill');
    expect(await asker.answersTo(held)).toEqual([]);

    await decides(company, held.id, 'approve');
    await log.hears('translation.ready', (event) => event.data.message_id === held.id);
    const answer = await waitUntil('the answer', async () => (await asker.answersTo(held))[0]);
    expect(answer).toMatchObject({ sender_id: LETA_ID, content: { text: 'At nine.' } });
    expect(translationsOf(log.events, held.id)).toEqual([`[de] ${THREAT}`]);
    expect(await asker.answersTo(held)).toHaveLength(1);
    await leave(reader);
  });

  test('what was answered before it was held is not answered again', async () => {
    const judging = makeLatch();
    const { company, reader, log, asker } = await gather({ hold: { hate: 0.8 } });
    stage.ai.answerWith('moderations', async ({ body }) => {
      if (!String(body.input).includes('woolly')) return {};
      await judging.released;
      return { hate: 0.9 };
    });
    const question = await asker.says('@leta what does the wolf in the woolly coat say in the evening?');
    await waitUntil('the answer', async () => (await asker.answersTo(question)).length > 0);
    judging.release();
    await log.hears(
      'message.moderated',
      ({ data }) => data.message.id === question.id && textOf(data.message) === null,
    );
    await decides(company, question.id, 'approve');
    await log.hears(
      'message.moderated',
      ({ data }) => data.message.id === question.id && textOf(data.message) !== null,
    );
    const { id: after } = await asker.says(HARMLESS);
    await waitUntil('an answer', async () => (await asker.messages()).some((one) => one.reply_to === after));
    expect(await asker.answersTo(question)).toHaveLength(1);
    await leave(reader);
  });

  test('a translation of words that a review masked meanwhile is told to nobody', async () => {
    const translating = makeLatch();
    const { company, reader, log, asker } = await gather({ flag: { threat: 0.8 } });
    stage.ai.answerWith('chat', async ({ body }) => {
      if (JSON.stringify(body).includes('kill')) await translating.released;
      return undefined;
    });
    const text = 'I will kill you when the train to the harbour leaves in the morning';
    const { id } = await asker.says(text);
    await waitUntil('the engine to be asked', () => stage.calls().some((call) => call.text === text));
    await decides(company, id, 'mask');
    const masked = textOf(await reader.calls('messages.get', { message_id: id }));
    expect(masked).not.toContain('kill');
    const heard = await log.hears('translation.ready', (event) => event.data.message_id === id);
    expect(heard.data.text).toBe(`[de] ${masked}`);
    translating.release();
    const { id: after } = await asker.says(HARMLESS);
    await log.hears('translation.ready', (event) => event.data.message_id === after);
    expect(translationsOf(log.events, id)).toEqual([`[de] ${masked}`]);
    await leave(reader);
  });
});
