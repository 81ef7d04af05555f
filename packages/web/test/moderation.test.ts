import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { describeWith } from '../../server/test/support/services.ts';
import { launchBrowser } from './support/browser.ts';
import { Person } from './support/person.ts';

describeWith('chromium', 'moderation, threads and forwarding in real browsers', () => {
  let server: TestServer;
  let browser: Browser;
  let people: Person[] = [];

  beforeAll(async () => {
    server = await startTestServer({ MODERATORS: 'escalus' });
    browser = await launchBrowser();
  });

  afterEach(async () => {
    for (const person of people) await person.leave();
    people = [];
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  async function enter(userName: string): Promise<Person> {
    const person = await Person.enter(browser, server.url, userName);
    people.push(person);
    return person;
  }

  /** The first makes a group of all. */
  async function gather(name: string, ...names: string[]): Promise<Person[]> {
    const [owner, ...others] = await Promise.all(names.map(enter));
    if (owner === undefined) throw new Error('nobody came');
    await owner.at('new-conversation').click();
    await owner.at('new-group').click();
    await owner.at('group-name').fill(name);
    for (const one of names.slice(1)) {
      await owner.at('people-search').fill(one);
      await owner.at('pick-person').filter({ hasText: one }).click();
    }
    await owner.at('create-group').click();
    await owner.at('conversation').waitFor();
    for (const other of others) await other.openListed(name);
    return [owner, ...others];
  }

  test('a rule holds a threat back; its author sees why, the others that it waits, and the owner decides', async () => {
    const [prince, tybalt, romeo] = (await gather('Verona', 'prince', 'tybalt', 'romeo')) as [Person, Person, Person];
    await prince.at('conversation-title').click();
    await prince.at('own-policy').click();
    await prince.at('save').click();
    await prince.page.getByRole('status').filter({ hasText: 'Saved' }).waitFor();

    const threat = 'I will kill you, Romeo';
    await tybalt.say(threat);
    await tybalt.at('moderation-note').filter({ hasText: 'Waits for review' }).filter({ hasText: 'Threat' }).waitFor();
    await romeo.said('This message waits for review').waitFor();
    expect(await romeo.page.content()).not.toContain(threat);

    await prince.at('open-reviews').click();
    await prince.at('review-text').filter({ hasText: threat }).waitFor();
    await prince.at('review-note').fill('Not in my city.');
    await prince.at('decide-remove').click();
    await prince.at('no-reviews').waitFor();
    await romeo.said('A moderator removed this message').waitFor();
    await tybalt.at('moderation-note').filter({ hasText: 'Not in my city.' }).waitFor();

    await tybalt.at('appeal').click();
    await tybalt.at('appeal-note').fill('It was a quotation.');
    await tybalt.at('send-appeal').click();
    await tybalt.at('appealed').waitFor();
    await prince.at('review-case').filter({ hasText: 'It was a quotation.' }).waitFor();
    await prince.at('decide-approve').click();
    await romeo.said(threat).waitFor();
    await prince.at('reviews-trail').click();
    await prince.at('trail').filter({ hasText: 'appealed' }).waitFor();
    expect([...prince.complaints, ...tybalt.complaints, ...romeo.complaints]).toEqual([]);
  });

  test('a report reaches the owner, who covers or dismisses; the author learns nothing of a dismissed one', async () => {
    const [owner, writer, reader] = (await gather('Mantua', 'owner', 'writer', 'reader')) as [Person, Person, Person];
    await writer.say('Buy my potions, cheap potions!');
    await reader.pick('Buy my potions, cheap potions!', 'report');
    await reader.at('report-note').fill('Third time today.');
    await reader.at('send-report').click();
    await reader.at('reported').waitFor();
    await owner.at('conversation-menu').click();
    await owner.at('reviews').click();
    await owner.at('review-case').filter({ hasText: 'Third time today.' }).waitFor();
    await owner.at('decide-dismiss').click();
    await owner.at('no-reviews').waitFor();
    expect(await writer.at('moderation-note').count()).toBe(0);
    await reader.page.getByRole('button', { name: 'Close' }).click();
    await reader.at('account').click();
    await reader.at('account-sessions').click();
    await reader.at('session').waitFor();
    expect(await reader.at('reviews-everywhere').count()).toBe(0);
  });

  test('a moderator of the installation reviews private chats that were reported', async () => {
    const [escalus, gertrude, ophelia] = await Promise.all(['escalus', 'gertrude', 'ophelia'].map(enter));
    if (escalus === undefined || gertrude === undefined || ophelia === undefined) throw new Error('nobody came');
    await gertrude.openChatWith('ophelia');
    await gertrude.say('Send me your money.');
    await ophelia.openListed('gertrude');
    await ophelia.pick('Send me your money.', 'report');
    await ophelia.at('send-report').click();
    await ophelia.at('reported').waitFor();
    await escalus.at('account').click();
    await escalus.at('reviews-everywhere').click();
    await escalus.at('review-text').filter({ hasText: 'Send me your money.' }).waitFor();
    await escalus.at('decide-remove').click();
    await escalus.at('no-reviews').waitFor();
    await ophelia.said('A moderator removed this message').waitFor();
  });

  test('a thread gathers the replies to a message; a copy of it goes to another chat', async () => {
    const [ann, bob] = (await gather('Padua', 'ann', 'bob')) as [Person, Person];
    await ann.say('Who brings the cake?');
    await bob.pick('Who brings the cake?', 'open-thread');
    await bob.at('thread-composer').fill('I do.');
    await bob.at('thread-send').click();
    await bob.at('thread').filter({ hasText: 'I do.' }).waitFor();
    await ann.at('thread-link').filter({ hasText: '1 reply' }).click();
    await ann.at('thread').filter({ hasText: 'I do.' }).waitFor();
    await bob.openChatWith('ann');
    await bob.openListed('Padua');
    await bob.pick('Who brings the cake?', 'forward');
    await bob.at('forward-target').filter({ hasText: 'ann' }).first().click();
    await bob.at('message').filter({ hasText: 'Forwarded' }).filter({ hasText: 'Who brings the cake?' }).waitFor();
  });
});
