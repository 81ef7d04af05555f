import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { LETA_ID } from '../../packages/server/src/core/assistant/leta.ts';
import { type AiServer, startAiServer } from '../../packages/server/test/support/ai-server.ts';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { type Actor, registerActor } from '../support/actor.ts';

let ai: AiServer;
beforeAll(async () => {
  ai = await startAiServer();
});
afterEach(() => ai.reset());
afterAll(() => ai.close());

/** Asks the assistant in the direct conversation with her and answers with what she says. */
async function asks(person: Actor, text: string): Promise<string> {
  const { conversation } = await person.calls('conversations.create', { kind: 'direct', user_ids: [LETA_ID] });
  const question = await person.sends(conversation.id, text);
  const find = async () => {
    const { messages } = await person.calls('messages.list', { conversation_id: conversation.id, limit: 20 });
    return messages.find((message) => message.sender_id === LETA_ID && message.seq > question.seq);
  };
  await expect.poll(find, { timeout: 10_000 }).toBeDefined();
  const content = (await find())?.content;
  return content !== null && content !== undefined && 'text' in content ? (content.text ?? '') : '';
}

describe('on a server without keys', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ OPENAI_BASE_URL: ai.openaiBaseUrl, GEMINI_BASE_URL: ai.geminiBaseUrl });
  });
  afterAll(() => server.stop());

  test('the built-in engine answers, and nobody outside is asked', async () => {
    const anna = await registerActor(server.url, 'anna');
    const { answers, choice, providers } = await anna.calls('ai.get', {});
    expect({ answers, choice }).toEqual({ answers: 'built-in', choice: null });
    expect(
      providers.map(({ id, available, own_key, takes_own_key }) => [id, available, own_key, takes_own_key]),
    ).toEqual([
      ['openai', false, null, true],
      ['gemini', false, null, true],
    ]);
    expect(await asks(anna, 'What is 12 times 12?')).toContain('144');
    expect(ai.requests).toEqual([]);
  });

  test('a person’s own key is hers alone: encrypted, shown by its end, sent to the configured address', async () => {
    const [anna, bert] = [await registerActor(server.url, 'anna'), await registerActor(server.url, 'bert')];
    const key = 'sk-nobody-else-sees-this-4711';
    const settings = await anna.calls('ai.set_key', { provider: 'openai', key });
    expect(JSON.stringify(settings)).not.toContain('nobody-else');
    expect(settings).toMatchObject({ answers: 'openai', providers: [{ own_key: { last_four: '4711' } }, {}] });
    expect(JSON.stringify(await anna.calls('ai.get', {}))).not.toContain('nobody-else');
    expect((await server.core.store.apiKeys.find(anna.id, 'openai'))?.sealed).not.toContain('nobody-else');
    expect(await asks(anna, 'good morning')).toContain('good morning');
    expect(ai.requestsTo('chat').map(({ headers }) => headers.authorization)).toEqual([`Bearer ${key}`]);
    expect(await bert.calls('ai.get', {})).toMatchObject({ answers: 'built-in' });
    await asks(bert, 'good morning');
    expect(ai.requests).toHaveLength(1);
    expect(await anna.calls('ai.usage', {})).toMatchObject({
      used: { requests: 0 },
      own_keys: { requests: 1 },
      budget: { requests: null, tokens: null },
    });
    await anna.calls('ai.remove_key', { provider: 'openai' });
    expect(await anna.calls('ai.get', {})).toMatchObject({ answers: 'built-in', providers: [{ own_key: null }, {}] });
  });

  test('with two keys she chooses who answers', async () => {
    const anna = await registerActor(server.url, 'anna');
    await anna.calls('ai.set_key', { provider: 'openai', key: 'sk-of-anna-0001' });
    await anna.calls('ai.set_key', { provider: 'gemini', key: 'gemini-of-anna-0002' });
    expect((await anna.calls('ai.choose', { provider: 'gemini' })).answers).toBe('gemini');
    await asks(anna, 'who are you?');
    expect((await anna.calls('ai.choose', { provider: 'openai' })).answers).toBe('openai');
    await asks(anna, 'and who are you?');
    expect(ai.requests.map(({ service }) => service)).toEqual(['gemini', 'chat']);
    expect((await anna.calls('ai.choose', { provider: null })).choice).toBeNull();
  });

  test('what cannot be a key or a choice is refused with the reason', async () => {
    const anna = await registerActor(server.url, 'anna');
    for (const key of ['short', 'has a blank in it', 'x'.repeat(513)]) {
      expect((await anna.tries('ai.set_key', { provider: 'openai', key })).status).toBe(400);
    }
    expect((await anna.tries('ai.set_key', { provider: 'elsewhere', key: 'sk-0123456789' })).status).toBe(400);
    const keyless = await anna.tries('ai.choose', { provider: 'gemini' });
    expect([keyless.status, JSON.stringify(keyless.body)]).toEqual([
      400,
      expect.stringContaining('There is no key for Google Gemini; set your own first.'),
    ]);
    expect(JSON.stringify((await anna.tries('ai.choose', { provider: 'oracle' })).body)).toContain('openai, gemini');
  });
});

describe('on a server with a key and budgets', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({
      OPENAI_API_KEY: 'sk-installation-1',
      OPENAI_BASE_URL: ai.openaiBaseUrl,
      AI_USER_MONTHLY_REQUESTS: '2',
    });
  });
  afterAll(() => server.stop());

  test('after the budget the built-in engine answers and says why; an own key goes on', async () => {
    const [anna, bert] = [await registerActor(server.url, 'anna'), await registerActor(server.url, 'bert')];
    await asks(anna, 'one');
    await asks(anna, 'two');
    expect(await asks(anna, 'three')).toContain('Your monthly budget of 2 requests for language models is used up');
    expect(ai.requests).toHaveLength(2);
    expect(await anna.calls('ai.usage', {})).toMatchObject({
      used: { requests: 2 },
      budget: { requests: 2, tokens: null },
    });
    expect(await asks(bert, 'one')).toContain('You said');
    await anna.calls('ai.set_key', { provider: 'openai', key: 'sk-of-anna-0001' });
    expect(await asks(anna, 'four')).toContain('You said');
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toContain('parlance_ai_budget_refusals_total{of="person",what="requests"} 1');
    expect(metrics).toContain('parlance_ai_call_seconds_count{service="chat",provider="openai",outcome="ok"} 4');
    expect(metrics).toContain('parlance_ai_breaker{service="chat",provider="openai"} 0');
    expect(metrics).toMatch(
      /parlance_ai_tokens_total\{provider="openai",purpose="assistant",direction="answer",source="service"\} [1-9]/,
    );
  });

  test('while the service hangs, nobody’s message waits for it', async () => {
    const [anna, bert] = [await registerActor(server.url, 'anna'), await registerActor(server.url, 'bert')];
    ai.misbehave('chat', 'hang');
    const { conversation } = await anna.calls('conversations.create', { kind: 'direct', user_ids: [LETA_ID] });
    await anna.sends(conversation.id, 'are you there?');
    await expect.poll(() => ai.requests.length).toBe(1);
    const direct = await anna.opensDirect(bert);
    const log = await bert.listens();
    for (let number = 1; number <= 20; number += 1) await anna.sends(direct, `message ${number}`);
    await log.hears('message.sent', (event) => JSON.stringify(event).includes('message 20'));
    await bert.leavesTheStage();
    // Nothing above waited for her: she still has not been answered.
    const { messages } = await anna.calls('messages.list', { conversation_id: conversation.id, limit: 20 });
    expect(messages.some((message) => message.sender_id === LETA_ID)).toBe(false);
  });
});
