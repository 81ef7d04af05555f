import { ParlanceClient } from '@parlance/client';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type ServerProcess, startServerProcess } from '../../../conformance/support/server-process.ts';
import { waitUntil } from '../../../conformance/support/wait-until.ts';
import { describeWith } from '../../server/test/support/services.ts';
import { launchBrowser } from './support/browser.ts';
import { Person } from './support/person.ts';

describeWith('chromium', 'the web page in two real browsers', () => {
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

  test('two people register and chat: badge, typing, message, read tick', async () => {
    const romeo = await enter('romeo');
    const juliet = await enter('juliet');

    await romeo.openChatWith('juliet');
    await romeo.say('But soft! What light?');
    await juliet.at('unread-badge').waitFor();
    await juliet.page.waitForFunction(() => document.title === '(1) Parlance');
    await romeo.waitForTick('But soft! What light?', 'delivered');

    await juliet.openListed('romeo');
    await juliet.said('But soft! What light?').waitFor();
    await romeo.waitForTick('But soft! What light?', 'read');
    await juliet.at('unread-badge').waitFor({ state: 'detached' });
    await juliet.page.waitForFunction(() => document.title === 'Parlance');

    await juliet.at('composer').pressSequentially('Ay me');
    await romeo.at('typing').filter({ hasText: 'juliet' }).waitFor();
    await juliet.at('composer').press('Enter');
    await romeo.said('Ay me').waitFor();
    await romeo.at('typing').waitFor({ state: 'detached' });
    await romeo.page.locator('[data-testid="head-presence"][data-online="true"]').waitFor();

    expect([...romeo.complaints, ...juliet.complaints]).toEqual([]);
  });

  test('a message is edited, answered, reacted to and deleted before the other’s eyes', async () => {
    const benvolio = await enter('benvolio');
    const mercutio = await enter('mercutio');
    await benvolio.openChatWith('mercutio');
    await benvolio.say('Good morow');
    await mercutio.openListed('benvolio');
    // What is still on its way cannot be edited.
    await mercutio.said('Good morow').waitFor();
    await benvolio.said('Good morow').and(benvolio.page.locator('[data-status="sent"]')).waitFor();

    await benvolio.at('composer').press('ArrowUp');
    await benvolio.at('composer-context').waitFor();
    await benvolio.say('Good morrow');
    await mercutio.said('Good morrow').getByTestId('edited').waitFor();

    await mercutio.use(mercutio.said('Good morrow'), 'react');
    await mercutio.said('Good morrow').getByTestId('reaction-choice').first().click();
    await benvolio.said('Good morrow').getByTestId('reaction').waitFor();

    await mercutio.use(mercutio.said('Good morrow'), 'reply');
    await mercutio.say('Is the day so young?');
    await benvolio.said('Is the day so young?').getByTestId('quote').filter({ hasText: 'Good morrow' }).waitFor();

    await mercutio.pick('Is the day so young?', 'delete');
    await benvolio.said('This message was deleted').waitFor();
    expect(await benvolio.said('Is the day so young?').count()).toBe(0);
    expect([...benvolio.complaints, ...mercutio.complaints]).toEqual([]);
  });

  test('a text stays text: markup is shown, only http addresses become links', async () => {
    const tybalt = await enter('tybalt');
    await enter('paris');
    await tybalt.openChatWith('paris');
    const text = '<img src=x onerror=alert(1)> javascript:alert(2) https://example.org/a';
    await tybalt.say(text);
    await tybalt.page.locator('[data-testid="message"][data-status="sent"]').waitFor();
    const links = tybalt.at('message-text').locator('a');
    expect(await links.evaluateAll((all) => all.map((link) => link.outerHTML))).toEqual([
      '<a href="https://example.org/a" target="_blank" rel="noopener noreferrer">https://example.org/a</a>',
    ]);
    expect(await tybalt.at('message-text').innerText()).toBe(text);
    expect(await tybalt.at('message-text').locator('img').count()).toBe(0);
  });

  test('a long history opens at its end; scrolling up loads more and leaves what one reads in its place', async () => {
    const rosaline = await enter('rosaline');
    await sendMany(server.url, 'rosaline', 130);
    // A window that was not there when the messages came, so that it knows only the last page.
    await rosaline.leave();
    people = people.filter((person) => person !== rosaline);
    const later = await Person.comeBack(browser, server.url, 'rosaline');
    people.push(later);
    await later.openListed('peter');
    await later.at('new-divider').or(later.said('Line 130')).first().waitFor();
    const before = await later.at('message').count();
    expect(before).toBeLessThan(130);

    // Scrolled and measured at one go: the earlier messages may be there a moment later.
    const seen = await later.at('messages').evaluate((box) => {
      box.scrollTop = 240;
      const rows = [...box.querySelectorAll<HTMLElement>('[data-seq]')];
      const row = rows.find((one) => one.offsetTop + one.offsetHeight > box.scrollTop);
      return { seq: row?.dataset.seq, offset: (row?.offsetTop ?? Number.NaN) - box.scrollTop };
    });
    await later.page.waitForFunction(
      (count) => document.querySelectorAll('[data-testid="message"]').length > count,
      before,
    );
    const offset = await later.at('messages').evaluate((box, seq) => {
      const row = box.querySelector<HTMLElement>(`[data-seq="${seq}"]`);
      return (row?.offsetTop ?? Number.NaN) - box.scrollTop;
    }, seen.seq);
    expect(offset).toBe(seen.offset);

    await later.at('jump-pill').click();
    await later.said('Line 130').waitFor();
    await later.at('unread-badge').waitFor({ state: 'detached' });
    expect(later.complaints).toEqual([]);
  });

  test('the server dies and comes back: the banner says so, what was written meanwhile arrives once', async () => {
    const nurse = await enter('nurse');
    const friar = await enter('friar');
    await nurse.openChatWith('friar');
    await nurse.say('Before');
    await friar.openListed('nurse');
    await friar.said('Before').waitFor();

    await server.kill();
    await nurse.at('banner').waitFor();
    await nurse.say('Written in the dark');
    await nurse.page.locator('[data-testid="message"][data-status="pending"]').waitFor();

    await server.start();
    await nurse.at('banner').waitFor({ state: 'detached' });
    await nurse.page.locator('[data-status="pending"]').waitFor({ state: 'detached' });
    await friar.said('Written in the dark').waitFor();
    expect(await nurse.said('Written in the dark').count()).toBe(1);
    expect(await friar.said('Written in the dark').count()).toBe(1);

    await friar.page.reload();
    await friar.said('Written in the dark').waitFor();
    expect(await friar.at('message').count()).toBe(2);
    expect([...nurse.complaints, ...friar.complaints]).toEqual([]);
  });
});

/** A program on the SDK writes `Line 1` and on to somebody, and ends when the server has them all. */
async function sendMany(url: string, to: string, count: number): Promise<void> {
  const client = new ParlanceClient({ url });
  await client.register({ user_name: 'peter', password: 'correct horse 9' });
  client.start();
  const found = await client.call('users.search', { query: to });
  const person = found.users[0];
  if (person === undefined) throw new Error(`nobody is called ${to}`);
  const handle = client.open((await client.openDirect(person.id)).conversation.id);
  for (let line = 1; line <= count; line += 1) handle.send(`Line ${line}`);
  const isSent = () => handle.messages.get().filter((view) => view.status === 'sent').length >= count;
  await waitUntil('every line to be sent', async () => isSent());
  handle.close();
  await client.stop();
}
