import { ParlanceClient } from '@parlance/client';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type ServerProcess, startServerProcess } from '../../../conformance/support/server-process.ts';
import { describeWith } from '../../server/test/support/services.ts';
import { launchBrowser } from './support/browser.ts';
import { PASSWORD, Person } from './support/person.ts';

describeWith('chromium', 'panels, menus, dialogs and keys in real browsers', () => {
  let server: ServerProcess;
  let browser: Browser;
  let people: Person[] = [];

  beforeAll(async () => {
    server = await startServerProcess();
    browser = await launchBrowser();
  });

  afterEach(async () => {
    for (const person of people) await person.leave();
    people = [];
  });

  afterAll(async () => {
    await browser?.close();
    await server?.dispose();
  });

  async function enter(userName: string): Promise<Person> {
    const person = await Person.enter(browser, server.url, userName);
    people.push(person);
    return person;
  }

  /** Somebody without a window, and the direct chat with whoever is named. */
  async function writeTo(userName: string, from: string): Promise<{ client: ParlanceClient; conversationId: string }> {
    const client = new ParlanceClient({ url: server.url });
    await client.register({ user_name: from, password: PASSWORD, display_name: from });
    const { users } = await client.call('users.search', { query: userName });
    const { conversation } = await client.openDirect(users[0]?.id ?? '');
    return { client, conversationId: conversation.id };
  }

  test('on a narrow screen the panel goes when one goes to a message or to another conversation', async () => {
    const viola = await enter('viola');
    await enter('olivia');
    await enter('orsino');
    await viola.openChatWith('olivia');
    await viola.say('I am not that I play');
    await viola.openChatWith('orsino');
    await viola.at('conversation-title').filter({ hasText: 'orsino' }).waitFor();
    await viola.say('I’ll do my best');
    await viola.page.setViewportSize({ width: 375, height: 812 });

    await viola.at('search-messages').click();
    await viola.at('message-search').fill('best');
    await viola.at('message-card').click();
    await viola.at('panel').waitFor({ state: 'detached' });
    await viola.said('I’ll do my best').waitFor();

    await viola.at('conversation-title').click();
    await viola.at('panel').waitFor();
    await viola.page.goBack();
    await viola.said('I am not that I play').waitFor();
    expect(await viola.at('panel').count()).toBe(0);
  });

  test('a thread stays where it was opened: elsewhere the first Esc closes the conversation', async () => {
    const sebastian = await enter('sebastian');
    await enter('antonio');
    await enter('fabian');
    await sebastian.openChatWith('antonio');
    await sebastian.say('What country is this?');
    await sebastian.pick('What country is this?', 'open-thread');
    await sebastian.at('thread').waitFor();
    await sebastian.openChatWith('fabian');
    await sebastian.at('conversation-title').filter({ hasText: 'fabian' }).waitFor();
    await sebastian.at('composer').press('Escape');
    await sebastian.at('conversation').waitFor({ state: 'detached' });
  });

  test('a text selected beyond the edge of a dialog does not close it; a click beside it does', async () => {
    const maria = await enter('maria');
    await maria.at('account').click();
    await maria.at('display-name').fill('Maria of the household');
    const field = await maria.at('display-name').boundingBox();
    if (field === null) throw new Error('the field is not drawn');
    const { mouse } = maria.page;
    await mouse.move(field.x + 60, field.y + field.height / 2);
    await mouse.down();
    await mouse.move(5, field.y + field.height / 2, { steps: 4 });
    await mouse.up();
    expect(await maria.at('display-name').inputValue()).toBe('Maria of the household');

    await mouse.click(5, 5);
    await maria.at('display-name').waitFor({ state: 'detached' });
  });

  test('the profile shows the status that was set, in this window and in the next', async () => {
    const feste = await enter('feste');
    await feste.at('account').click();
    await feste.at('status').fill('The rain it raineth');
    await feste.at('save').first().click();
    await feste.page.getByRole('status').filter({ hasText: 'Saved' }).waitFor();

    const again = await Person.comeBack(browser, server.url, 'feste');
    people.push(again);
    await again.at('account').click();
    const field = again.at('status');
    await again.page.waitForFunction((input) => (input as HTMLInputElement).value !== '', await field.elementHandle());
    expect(await field.inputValue()).toBe('The rain it raineth');
  });

  test('keys that an input method takes for itself neither open what was found nor close the conversation', async () => {
    const curio = await enter('curio');
    await enter('valentine');
    await curio.openChatWith('valentine');
    const hash = () => curio.page.evaluate(() => location.hash);
    const opened = await hash();
    const pressWhileComposing = (testId: string, key: string) =>
      curio.at(testId).evaluate((field, pressed) => {
        const how = { key: pressed, isComposing: true, bubbles: true, cancelable: true };
        field.dispatchEvent(new KeyboardEvent('keydown', how));
      }, key);

    await pressWhileComposing('composer', 'Escape');
    await curio.at('composer').waitFor();
    expect(await hash()).toBe(opened);

    await curio.at('composer').press('Escape');
    await curio.at('conversation').waitFor({ state: 'detached' });
    await curio.at('new-chat-search').fill('valentine');
    await curio.at('finder').getByTestId('conversation-item').waitFor();
    await pressWhileComposing('new-chat-search', 'Enter');
    expect(await hash()).not.toBe(opened);
    await curio.at('new-chat-search').press('Enter');
    await curio.at('conversation').waitFor();
  });

  test('what is deleted far up also goes from the quotation of its answer', async () => {
    const toby = await enter('toby');
    const { client, conversationId } = await writeTo('toby', 'andrew');
    const said = await client.call('messages.send', {
      conversation_id: conversationId,
      client_id: 'andrew-secret',
      content: { type: 'text', text: 'I was adored once too' },
    });
    await sendLines(client, conversationId, 110);
    await client.call('messages.send', {
      conversation_id: conversationId,
      client_id: 'andrew-answers',
      content: { type: 'text', text: 'As I said' },
      reply_to: said.message.id,
    });
    await toby.leave();
    // A window that knows only the last page, in which the quoted message does not stand.
    const later = await Person.comeBack(browser, server.url, 'toby');
    people = [later];
    await later.openListed('andrew');
    await later.at('jump-pill').click();
    await later.at('quote').filter({ hasText: 'I was adored once too' }).waitFor();

    await client.call('messages.delete', { message_id: said.message.id, scope: 'all' });
    await later.at('quote').filter({ hasText: 'This message was deleted' }).waitFor();
    expect(await later.page.getByText('I was adored once too').count()).toBe(0);
  }, 60_000);

  test('a long thread is there to its end, follows, and asks nothing for what is said beside it', async () => {
    const malvolio = await enter('malvolio');
    const { client, conversationId } = await writeTo('malvolio', 'clown');
    const root = await client.call('messages.send', {
      conversation_id: conversationId,
      client_id: 'clown-asks-much',
      content: { type: 'text', text: 'What is your will?' },
    });
    await sendLines(client, conversationId, 205, root.message.id);
    await malvolio.openListed('clown');
    await malvolio.said('Line 205').waitFor();
    await malvolio.pick('Line 205', 'open-thread');
    const cards = malvolio.at('thread').getByTestId('message-card');
    await cards.nth(205).filter({ hasText: 'Line 205' }).waitFor();
    expect(await cards.count()).toBe(206);

    const asked: string[] = [];
    const wire = await malvolio.page.context().newCDPSession(malvolio.page);
    await wire.send('Network.enable');
    wire.on('Network.webSocketFrameSent', ({ response }) => asked.push(response.payloadData));
    await client.call('messages.send', {
      conversation_id: conversationId,
      client_id: 'clown-beside-it',
      content: { type: 'text', text: 'Beside it' },
    });
    await malvolio.at('thread-composer').fill('I will smile');
    await malvolio.at('thread-send').click();
    await malvolio.at('thread').getByText('I will smile').waitFor();
    expect(asked.filter((frame) => frame.includes('messages.thread'))).toEqual([]);
  }, 60_000);

  test('in a low window the menu of a message lies within what is seen and scrolls', async () => {
    const maria = await enter('sirtoby');
    const { client, conversationId } = await writeTo('sirtoby', 'fabiano');
    await sendLines(client, conversationId, 30);
    await maria.openListed('fabiano');
    // What 200 % make of a small notebook.
    await maria.page.setViewportSize({ width: 640, height: 400 });
    for (const text of ['Line 26', 'Line 28', 'Line 30']) {
      await maria.use(maria.said(text), 'message-menu');
      const list = await maria.page.getByRole('menu').boundingBox();
      const frame = await maria.at('messages').boundingBox();
      if (list === null || frame === null) throw new Error('nothing is drawn');
      expect(list.y).toBeGreaterThanOrEqual(frame.y);
      expect(list.y + list.height).toBeLessThanOrEqual(frame.y + frame.height);
      for (const item of await maria.page.getByRole('menuitem').all()) await item.click({ trial: true });
      await maria.page.keyboard.press('Escape');
    }
  });

  test('the newest message is in reach of the Tab key, and its tools after it', async () => {
    const orsola = await enter('orsola');
    const { client, conversationId } = await writeTo('orsola', 'cesario');
    await sendLines(client, conversationId, 1);
    await orsola.openListed('cesario');
    await orsola.said('Line 1').waitFor();
    const { keyboard } = orsola.page;
    await orsola.at('composer').focus();
    await keyboard.press('Shift+Tab');
    await orsola.said('Line 1').and(orsola.page.locator(':focus')).waitFor();
    await keyboard.press('Tab');
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await orsola.at('composer-context').filter({ hasText: 'Line 1' }).waitFor();
  });

  test('how long ago somebody was here grows while nothing else happens', async () => {
    const valeria = await enter('valeria');
    const { client } = await writeTo('valeria', 'captain');
    client.start();
    await valeria.openListed('captain');
    await valeria.page.locator('[data-testid="head-presence"][data-online="true"]').waitFor();
    await client.stop();
    await valeria.at('head-presence').filter({ hasText: 'just now' }).waitFor();

    // The clock alone, and no timers: what wakes by them may draw the page again.
    await valeria.page.clock.setSystemTime(Date.now() + 30 * 60_000);
    await valeria
      .at('head-presence')
      .filter({ hasText: /\d\d minutes ago/ })
      .waitFor();
  });

  test('names without a space stay within the conversation', async () => {
    const julia = await enter('julia');
    const { client } = await writeTo('julia', 'silvia');
    await client.call('users.update', { display_name: 'N'.repeat(80) });
    const { users } = await client.call('users.search', { query: 'julia' });
    const { conversation } = await client.createGroup({ name: 'L'.repeat(100), user_ids: [users[0]?.id ?? ''] });
    await sendLines(client, conversation.id, 1);
    await julia.page.setViewportSize({ width: 375, height: 812 });
    await julia.openListed('L'.repeat(100));
    await julia.said('Line 1').waitFor();
    const widths = await julia.at('messages').evaluate((box) => [box.scrollWidth, box.clientWidth]);
    expect(widths[0]).toBe(widths[1]);
  });

  test('why a message was not taken is said in the language of the page', async () => {
    const context = await browser.newContext({ locale: 'de-DE' });
    const page = await context.newPage();
    const proteus = new Person(context, page);
    people.push(proteus);
    await page.goto(server.url);
    await proteus.at('user-name').fill('proteus');
    await proteus.at('password').fill(PASSWORD);
    await proteus.at('register').click();
    await proteus.at('new-chat-search').waitFor();
    const { client } = await writeTo('proteus', 'launce');
    const { users } = await client.call('users.search', { query: 'proteus' });
    await proteus.openListed('launce');
    await client.call('blocks.add', { user_id: users[0]?.id ?? '' });
    await proteus.say('Bist du da?');
    await proteus.at('send-failed').filter({ hasText: 'Eine von euch beiden Personen hat die andere' }).waitFor();
  });

  test('a code that one makes lets another in', async () => {
    const duke = await enter('duke');
    const thurio = await enter('thurio');
    await enter('panthino');
    await duke.at('new-conversation').click();
    await duke.at('new-group').click();
    await duke.at('group-name').fill('Milan');
    await duke.at('people-search').fill('panthino');
    await duke.at('pick-person').click();
    await duke.at('create-group').click();
    await duke.at('conversation-title').click();
    await duke.at('invite').click();
    const said = await duke.page.getByRole('status').filter({ hasText: 'Invite code' }).innerText();
    const code = /code (\S+)/.exec(said)?.[1] ?? '';

    await thurio.at('new-conversation').click();
    await thurio.at('browse-rooms').click();
    await thurio.at('invite-code').fill('not-a-code-that-was-made');
    await thurio.at('accept-invite').click();
    await thurio.page.getByRole('alert').waitFor();
    await thurio.at('invite-code').fill(code);
    await thurio.at('accept-invite').click();
    await thurio.at('conversation-title').filter({ hasText: 'Milan' }).waitFor();
    await thurio.say('Here I am');
    await duke.said('Here I am').waitFor();
  });

  test('what is deleted while one answers it does not go on standing above the answer', async () => {
    const lucetta = await enter('lucetta');
    const { client, conversationId } = await writeTo('lucetta', 'eglamour');
    const said = await client.call('messages.send', {
      conversation_id: conversationId,
      client_id: 'eglamour-regrets',
      content: { type: 'text', text: 'I should not have said it' },
    });
    await lucetta.openListed('eglamour');
    await lucetta.use(lucetta.said('I should not have said it'), 'reply');
    await lucetta.at('composer-context').filter({ hasText: 'I should not have said it' }).waitFor();
    await client.call('messages.delete', { message_id: said.message.id, scope: 'all' });
    await lucetta.at('composer-context').filter({ hasText: 'This message was deleted' }).waitFor();
  });
});

/** Line 1, Line 2, …; in the thread of a message where one is named. */
async function sendLines(
  client: ParlanceClient,
  conversationId: string,
  count: number,
  thread?: string,
): Promise<void> {
  for (let line = 1; line <= count; line += 1) {
    await client.call('messages.send', {
      conversation_id: conversationId,
      client_id: `line-${thread ?? conversationId}-${line}`.slice(0, 64),
      content: { type: 'text', text: `Line ${line}` },
      ...(thread === undefined ? {} : { thread_id: thread }),
    });
  }
}
