import { type Browser, type BrowserContext, errors, type Locator, type Page } from 'playwright-core';

export const PASSWORD = 'correct horse 9';

/** Milliseconds a step may take: less than a play, so that a failure names the step. */
const STEP = 12_000;
/** How long a button beside a message may hide before the message is pointed at again. */
const AGAIN = 2_000;

/** Somebody with a browser window of their own. */
export class Person {
  readonly page: Page;
  /** What the page complained about: broken policies and uncaught errors. Refused connections are not counted. */
  readonly complaints: string[] = [];
  readonly #context: BrowserContext;

  constructor(context: BrowserContext, page: Page) {
    this.#context = context;
    this.page = page;
    page.setDefaultTimeout(STEP);
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) this.complaints.push(message.text());
    });
  }

  /** Creates the account. */
  static enter(browser: Browser, url: string, userName: string): Promise<Person> {
    return Person.#goIn(browser, url, userName, 'register');
  }

  /** Logs in to an account that exists, in a browser that knows nothing of it. */
  static comeBack(browser: Browser, url: string, userName: string): Promise<Person> {
    return Person.#goIn(browser, url, userName, 'log-in');
  }

  static async #goIn(browser: Browser, url: string, userName: string, way: 'register' | 'log-in'): Promise<Person> {
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1180, height: 760 } });
    const person = new Person(context, await context.newPage());
    await person.page.goto(url);
    await person.at('user-name').fill(userName);
    await person.at('password').fill(PASSWORD);
    await person.at(way).click();
    await person.at('new-chat-search').waitFor();
    return person;
  }

  at(testId: string): Locator {
    return this.page.getByTestId(testId);
  }

  /** The rows of the open conversation that say exactly this. */
  said(text: string): Locator {
    return this.at('message').filter({ has: this.page.getByText(text, { exact: true }) });
  }

  async say(text: string): Promise<void> {
    await this.at('composer').fill(text);
    await this.at('composer').press('Enter');
  }

  /** Opens the direct chat with somebody, found by name. */
  async openChatWith(name: string): Promise<void> {
    await this.at('new-chat-search').fill(name);
    await this.at('found-person').filter({ hasText: name }).click();
    await this.at('conversation').waitFor();
  }

  /** Begins a chat with the main assistant. */
  async askAssistant(): Promise<void> {
    await this.at('new-conversation').click();
    await this.at('ask-assistant').first().click();
    await this.at('conversation').waitFor();
  }

  /** Points at the message and presses one of its buttons; again, should what comes meanwhile have moved it away. */
  async use(message: Locator, button: string): Promise<void> {
    for (const end = Date.now() + STEP; ; ) {
      await message.hover();
      try {
        await message.getByTestId(button).click({ timeout: AGAIN });
        return;
      } catch (error) {
        if (!(error instanceof errors.TimeoutError) || Date.now() > end) throw error;
      }
    }
  }

  /** Picks from the menu of the message that says exactly this. */
  async pick(text: string, item: string): Promise<void> {
    await this.use(this.said(text), 'message-menu');
    await this.at(item).click();
  }

  async openListed(name: string): Promise<void> {
    await this.at('conversation-item').filter({ hasText: name }).click();
    await this.at('conversation').waitFor();
  }

  /** Resolves once my message carries this tick: sent, delivered or read. */
  async waitForTick(text: string, tick: string): Promise<void> {
    await this.said(text).locator(`[data-tick="${tick}"]`).waitFor();
  }

  async leave(): Promise<void> {
    await this.#context.close();
  }
}
