import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type AiFault, type AiServer, startAiServer } from '../../packages/server/test/support/ai-server.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { type Database, describeOnEachStorage } from '../support/storages.ts';
import { waitUntil } from '../support/wait-until.ts';
import { findCase, gatherCompany, noteOf, seenBy, textOf } from './company.ts';

/** Harmless to the built-in engine; the service is told otherwise. */
const HIDDEN = 'the wolf wears a woolly coat';

/** A service that is slow is given ten seconds, and after faults its guard may let it rest for a while. */
const PATIENCE = { within: 60_000, every: 100 };

describeOnEachStorage('an outside moderation service', (storage) => {
  let ai: AiServer;
  let database: Database;
  let server: ServerProcess;

  beforeAll(async () => {
    ai = await startAiServer();
    database = await storage.create();
    const env = { ...database.env, OPENAI_API_KEY: 'sk-of-nobody-1234', OPENAI_BASE_URL: ai.openaiBaseUrl };
    server = await startServerProcess({ env });
  });

  afterEach(() => ai.reset());

  afterAll(async () => {
    await server?.dispose();
    await database?.drop();
    await ai?.close();
  });

  const objectTo = (words: string, categories: Record<string, number>) =>
    ai.answerWith('moderations', ({ body }) => (String(body.input).includes(words) ? categories : {}));

  test('what it objects to is held after the fact: gone for the others, there for the author and who leads', async () => {
    objectTo(HIDDEN, { 'harassment/threatening': 0.93, harassment: 0.4 });
    const company = await gatherCompany(server.url, { hold: { threat: 0.8 } });
    const { writer, reader, group } = company;
    const log = await reader.listens();
    const { id } = await writer.sends(group, HIDDEN);
    const heard = await log.hears('message.moderated', (event) => event.data.message.id === id);
    expect(heard.data.message).toMatchObject({ content: null, deleted_at: null });
    for (const message of await seenBy(reader, group, id)) expect(textOf(message)).toBeNull();
    const [own] = await seenBy(writer, group, id);
    expect(textOf(own)).toBe(HIDDEN);
    expect(noteOf(own)).toMatchObject({ state: 'held', engine: 'openai', categories: { threat: 0.93 } });
    expect((await reader.calls('search.messages', { query: 'woolly', conversation_id: group })).hits).toEqual([]);
    expect(await findCase(company, id)).toMatchObject({ action: 'hold', engine: 'openai' });
    await reader.leavesTheStage();
  });

  test('what people say in private, and in groups without a policy, is sent to nobody', async () => {
    const { owner, writer, group } = await gatherCompany(server.url, null);
    const direct = await owner.opensDirect(writer);
    await owner.sends(direct, 'a secret of ours');
    await owner.sends(group, 'a secret of the group');
    const judged = await gatherCompany(server.url, { flag: { any: 0.9 } });
    await judged.writer.sends(judged.group, 'the mark');
    await waitUntil('the mark to be judged', () =>
      ai.requestsTo('moderations').some(({ body }) => body.input === 'the mark'),
    );
    expect(JSON.stringify(ai.requestsTo('moderations').map(({ body }) => body))).not.toContain('a secret of');
  });

  test('an edit is judged again, and a late answer about the version before does nothing', async () => {
    objectTo('wolf', { hate: 0.95 });
    const { writer, reader, group } = await gatherCompany(server.url, { hold: { hate: 0.8 } });
    const log = await reader.listens();
    const { id } = await writer.sends(group, 'the lamb');
    const content = { type: 'text' as const, text: 'the wolf' };
    await writer.calls('messages.edit', { message_id: id, base_rev: 0, content });
    await log.hears('message.moderated', (event) => event.data.message.id === id);
    expect(textOf((await seenBy(reader, group, id))[0])).toBeNull();
    await reader.leavesTheStage();
  });

  test('a service that has not answered yet delays nothing', async () => {
    const slow = 'the wolf takes its time';
    objectTo(slow, { hate: 0.95 });
    const { writer, reader, group } = await gatherCompany(server.url, { hold: { hate: 0.8 } });
    const log = await reader.listens();
    ai.hold();
    const { id } = await writer.sends(group, slow);
    await waitUntil('the service to be asked', () => ai.requestsTo('moderations').length > 0);
    // From here on until `release` it answers nothing, so all that follows has not waited for it.
    for (let index = 0; index < 20; index += 1) await writer.sends(group, `line ${index}`);
    await log.hears('message.sent', (event) => textOf(event.data.message) === 'line 19');
    expect(textOf((await seenBy(reader, group, id))[0])).toBe(slow);
    expect(log.events.some((event) => event.type === 'message.moderated')).toBe(false);
    ai.release();
    await waitUntil('it to be held', async () => textOf((await seenBy(reader, group, id))[0]) === null, PATIENCE);
    await reader.leavesTheStage();
  }, 90_000);

  test.each<AiFault>([
    'server-error',
    'rate-limited',
    'invalid-json',
    'hang',
    'break',
    'cut',
    'drip',
    'endless',
    'endless-line',
  ])(
    'a service that answers %s is asked again, and nothing is lost',
    async (fault) => {
      objectTo(HIDDEN, { hate: 0.95 });
      const read = ai.bytesSent;
      ai.misbehave('moderations', fault, { times: 1 });
      const { writer, reader, group } = await gatherCompany(server.url, { hold: { hate: 0.8 } });
      const { id } = await writer.sends(group, `${HIDDEN} ${fault}`);
      await waitUntil('it to be held', async () => textOf((await seenBy(reader, group, id))[0]) === null, PATIENCE);
      expect(ai.requestsTo('moderations').length).toBeGreaterThan(1);
      // Of the 500 MB that are offered hardly more is taken than an answer may have.
      expect(ai.bytesSent - read).toBeLessThan(32 * 1024 * 1024);
    },
    90_000,
  );

  test('killed in the middle of the job: it runs again, and takes effect once', async () => {
    objectTo(HIDDEN, { hate: 0.95 });
    const company = await gatherCompany(server.url, { hold: { hate: 0.8 } });
    const { owner, writer, reader, group } = company;
    ai.hold();
    // Its own words: of others the server remembers the scores.
    const text = `${HIDDEN}, at night`;
    const { id } = await writer.sends(group, text);
    // After the faults above the guard of the service may let it rest for a while.
    await waitUntil('the service to be asked', () => ai.requestsTo('moderations').length > 0, { within: 60_000 });
    await server.kill();
    ai.release();
    await server.start();
    expect(textOf((await seenBy(writer, group, id))[0])).toBe(text);
    // The lease of the killed worker runs out first.
    await waitUntil('it to be held', async () => textOf((await seenBy(reader, group, id))[0]) === null, {
      within: 60_000,
      every: 250,
    });
    const { entries } = await owner.calls('moderation.audit', { conversation_id: group });
    expect(entries.filter(({ action }) => action === 'hold')).toHaveLength(1);
    const { cases } = await owner.calls('moderation.queue', { conversation_id: group });
    expect(cases).toHaveLength(1);
  }, 150_000);
});
