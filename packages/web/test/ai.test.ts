import { randomUUID } from 'node:crypto';
import { ParlanceClient } from '@parlance/client';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { makeWav } from '../../../conformance/support/recording.ts';
import { makeActor } from '../../server/src/core/actor.ts';
import { storeMedia } from '../../server/src/core/media/store-media.ts';
import { type AiServer, startAiServer } from '../../server/test/support/ai-server.ts';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { describeWith } from '../../server/test/support/services.ts';
import { launchBrowser } from './support/browser.ts';
import { PASSWORD, Person } from './support/person.ts';

const WORDS = ['But ', 'soft! ', 'What ', 'light ', 'through ', 'yonder ', 'window ', 'breaks?'];

describeWith('chromium', 'what machines add to a chat, in real browsers', () => {
  let ai: AiServer;
  let server: TestServer;
  let browser: Browser;
  let people: Person[] = [];

  beforeAll(async () => {
    ai = await startAiServer();
    server = await startTestServer({
      GEMINI_API_KEY: 'the-key-of-the-installation',
      GEMINI_BASE_URL: ai.geminiBaseUrl,
      LIBRETRANSLATE_URL: ai.libreBaseUrl,
      TRANSCRIPTION: 'on-demand',
      TRANSCRIPTION_BASE_URL: ai.openaiBaseUrl,
      AI_USER_MONTHLY_REQUESTS: '500',
    });
    browser = await launchBrowser();
  });

  afterEach(async () => {
    for (const person of people) await person.leave();
    people = [];
    ai.reset();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await ai?.close();
  });

  async function enter(userName: string, url = server.url): Promise<Person> {
    const person = await Person.enter(browser, url, userName);
    people.push(person);
    return person;
  }

  test('an answer appears word by word, goes on after a reload, is stopped and written anew', async () => {
    const juliet = await enter('juliet');
    ai.answerWith('gemini', () => WORDS);
    ai.hold();
    await juliet.askAssistant();
    await juliet.say('What does Romeo say?');
    await juliet.at('live-answer').waitFor();
    ai.step(3);
    await juliet.at('live-text').getByText('But soft! What').waitFor();
    await juliet.page.reload();
    await juliet.at('live-text').getByText('But soft! What').waitFor();
    ai.step(1);
    await juliet.at('live-text').getByText('But soft! What light').waitFor();
    await juliet.at('stop-answer').click();
    await juliet.at('answer-state').filter({ hasText: 'Stopped before the end.' }).waitFor();
    await juliet.said('But soft! What light').waitFor();
    expect(await juliet.at('live-answer').count()).toBe(0);

    await juliet.at('regenerate').click();
    ai.release();
    await juliet.said(WORDS.join('')).waitFor();
    await juliet.at('answer-state').waitFor({ state: 'detached' });
    expect(await juliet.at('message').count()).toBe(2);
    expect(juliet.complaints).toEqual([]);
  });

  test('a model that breaks off is said to, and the answer can be had again', async () => {
    const tybalt = await enter('tybalt');
    ai.answerWith('gemini', () => WORDS);
    ai.misbehave('gemini', 'cut', { times: 1 });
    await tybalt.askAssistant();
    await tybalt.say('What does Romeo say?');
    await tybalt.at('answer-state').filter({ hasText: 'The answer is incomplete.' }).waitFor();
    await tybalt.at('regenerate').click();
    await tybalt.said(WORDS.join('')).waitFor();
    ai.answerWith('gemini', () => ['Take **care**:\n```sh\n', '<b>rm</b> -r verona\n```']);
    await tybalt.say('How do I leave?');
    await tybalt.at('message-text').locator('strong').filter({ hasText: 'care' }).waitFor();
    await tybalt.at('message-text').locator('pre').filter({ hasText: '<b>rm</b> -r verona' }).waitFor();
    expect(tybalt.complaints).toEqual([]);
  });

  test('what others write in another language is translated; the original is a click away', async () => {
    ai.answerWith('libretranslate', () => ({ text: 'Good morning, how did you sleep last night?', source: 'es' }));
    const romeo = await enter('romeo');
    const paris = await enter('paris');
    await romeo.at('account').click();
    await romeo.at('language').fill('en');
    await romeo.at('save').first().click();
    await romeo.page.getByRole('status').filter({ hasText: 'Saved' }).waitFor();
    await romeo.page.getByRole('button', { name: 'Close' }).click();
    await paris.openChatWith('romeo');
    const spanish = 'Buenos días, ¿cómo has dormido esta noche?';
    await paris.say(spanish);
    await romeo.openListed('paris');
    await romeo.said('Good morning, how did you sleep last night?').waitFor();
    await romeo.at('translation-note').filter({ hasText: 'Translated from Spanish' }).waitFor();
    await romeo.at('toggle-original').click();
    await romeo.said(spanish).waitFor();
    await romeo.at('toggle-original').click();
    await romeo.said('Good morning, how did you sleep last night?').waitFor();
    // Not for who wrote it.
    expect(await paris.at('translation-note').count()).toBe(0);

    await romeo.at('conversation-title').click();
    await romeo.at('translate-here').selectOption('off');
    const more = 'Mañana por la tarde vamos todos juntos a la playa.';
    await paris.say(more);
    await romeo.said(more).waitFor();
    ai.answerWith('libretranslate', () => ({ text: 'Tomorrow we all go to the beach.', source: 'es' }));
    await romeo.pick(more, 'translate');
    await romeo.said('Tomorrow we all go to the beach.').waitFor();
    expect([...romeo.complaints, ...paris.complaints]).toEqual([]);
  });

  test('where no engine is configured a translation is refused plainly', async () => {
    const plain = await startTestServer();
    const [benvolio, peter] = [await enter('benvolio', plain.url), await enter('peter', plain.url)];
    await peter.openChatWith('benvolio');
    const spanish = 'Buenos días, ¿cómo has dormido esta noche?';
    await peter.say(spanish);
    await benvolio.openListed('peter');
    await benvolio.pick(spanish, 'translate');
    await benvolio.page.getByText('This installation has no translation engine.').waitFor();
    await benvolio.at('account').click();
    await benvolio.at('account-ai').click();
    await benvolio.page.getByText('No language model is configured here.').waitFor();
    for (const person of people) await person.leave();
    people = [];
    await plain.stop();
  });

  test('a voice message is written down when somebody asks', async () => {
    const nurse = await enter('nurse');
    const sender = new ParlanceClient({ url: server.url });
    const mine = await sender.register({ user_name: 'friar', password: PASSWORD });
    const found = await sender.call('users.search', { query: 'nurse' });
    const { conversation } = await sender.openDirect(found.users[0]?.id ?? '');
    const given = { content: makeWav(1), claimedType: 'audio/wav', purpose: 'message' as const };
    const media = await storeMedia(server.core, makeActor(mine.id, null, 'person'), given);
    const content = { type: 'audio' as const, media_id: media.id };
    const input = { conversation_id: conversation.id, client_id: randomUUID(), content };
    await sender.call('messages.send', input);
    await nurse.openListed('friar');
    await nurse.at('attachment').waitFor();
    await nurse.use(nurse.at('message'), 'message-menu');
    await nurse.at('transcribe').click();
    await nurse.at('transcript').getByText('Hello from the recording.').waitFor();
    await nurse.at('attachment').getByRole('button').click();
    const player = nurse.at('attachment').locator('audio');
    await player.waitFor();
    await expect.poll(() => player.evaluate((audio) => (audio as HTMLAudioElement).duration)).toBe(1);
    await sender.stop();
    expect(nurse.complaints).toEqual([]);
  });

  test('replies are suggested where that is on; much that was missed is summed up, with its engine named', async () => {
    const gregory = await enter('gregory');
    const sampson = await enter('sampson');
    await gregory.at('account').click();
    await gregory.at('account-ai').click();
    await gregory.at('suggest-replies').check();
    await gregory.page.getByRole('button', { name: 'Close' }).click();
    ai.answerWith('gemini', () => ['["On my way!", "In an hour."]']);
    await sampson.openChatWith('gregory');
    await sampson.say('When do you come?');
    await gregory.openListed('sampson');
    await gregory.at('suggestion').filter({ hasText: 'On my way!' }).click();
    await sampson.said('On my way!').waitFor();
    await gregory.at('suggestion').first().waitFor({ state: 'detached' });

    await gregory.page.goto(`${server.url}/#/`);
    ai.answerWith('gemini', () => ['Sampson ', 'counted ', 'to ', 'twenty.']);
    for (let line = 1; line <= 20; line += 1) {
      await sampson.say(`Line ${line} of a long story that goes on and on,\nand on,\nand on,\nand on.`);
    }
    await gregory.at('unread-badge').filter({ hasText: '20' }).waitFor();
    await gregory.openListed('sampson');
    await gregory.at('catch-up').click();
    await gregory.at('catch-up-card').getByText('Sampson counted to twenty.').waitFor();
    await gregory.at('catch-up-engine').filter({ hasText: 'Written by a language model' }).waitFor();
    expect(gregory.complaints).toEqual([]);
  });

  test('an own key is kept by its last four characters, and removed', async () => {
    const abram = await enter('abram');
    await abram.at('account').click();
    await abram.at('account-ai').click();
    await abram.at('ai-usage').filter({ hasText: '0 of 500 requests' }).waitFor();
    const gemini = abram.at('own-key-gemini');
    await gemini.getByTestId('add-key').click();
    await gemini.getByTestId('key').fill('a-key-of-my-own-7q3Z');
    await gemini.getByTestId('save-key').click();
    await gemini.getByText('Your key ends in …7q3Z').waitFor();
    expect(await abram.page.content()).not.toContain('a-key-of-my-own');
    await gemini.getByTestId('remove-key').click();
    await gemini.getByText('No key of yours').waitFor();
  });
});
