import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type AiServer, startAiServer } from '../support/ai-server.ts';

let ai: AiServer;
beforeAll(async () => {
  ai = await startAiServer();
});
afterEach(() => ai.reset());
afterAll(() => ai.close());

function post(url: string, body: object, signal?: AbortSignal): Promise<Response> {
  const headers = { 'Content-Type': 'application/json', Authorization: 'Bearer key' };
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body), ...(signal ? { signal } : {}) });
}

function asks(text: string, stream = false): Promise<Response> {
  const messages = [{ role: 'user', content: text }];
  const options = stream ? { stream, stream_options: { include_usage: true } } : {};
  return post(`${ai.openaiBaseUrl}/chat/completions`, { model: 'm', messages, ...options });
}

describe('what the services answer', () => {
  test('a chat completion, whole and as events with the usage at the end', async () => {
    const whole = (await (await asks('one two')).json()) as { choices: { message: object }[]; usage: object };
    expect(whole.choices[0]?.message).toMatchObject({ role: 'assistant', content: 'You said: one two' });
    expect(whole.usage).toMatchObject({ completion_tokens: 4 });
    ai.answerWith('chat', () => ({ pieces: ['a', 'b'], usage: { input: 5, output: 2 } }));
    const events = (await (await asks('x', true)).text()).trim().split('\n\n');
    expect(events.at(-1)).toBe('data: [DONE]');
    const chunks = events.slice(0, -1).map((event) => JSON.parse(event.slice('data: '.length)));
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe('ab');
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 5, total_tokens: 7 } });
    expect(ai.requestsTo('chat').map(({ headers }) => headers.authorization)).toEqual(['Bearer key', 'Bearer key']);
  });

  test('Gemini, moderations, a recording, and LibreTranslate', async () => {
    const contents = [{ role: 'user', parts: [{ text: 'hello' }] }];
    const gemini = await post(`${ai.geminiBaseUrl}/v1beta/models/m:streamGenerateContent?alt=sse`, { contents });
    expect(await gemini.text()).toContain('"text":"hello"');
    ai.answerWith('moderations', ({ body }) => ({ violence: body.input === 'b' ? 0.9 : 0 }));
    const moderated = await post(`${ai.openaiBaseUrl}/moderations`, { input: ['a', 'b'] });
    expect(await moderated.json()).toMatchObject({ results: [{ flagged: false }, { flagged: true }] });
    const form = new FormData();
    form.set('model', 'whisper-1');
    form.set('file', new File(['RIFF'], 'voice.wav', { type: 'audio/wav' }));
    const heard = await fetch(`${ai.openaiBaseUrl}/audio/transcriptions`, { method: 'POST', body: form });
    expect(await heard.json()).toMatchObject({ text: 'Hello from the recording.' });
    expect(ai.requestsTo('transcriptions')[0]?.body).toMatchObject({ model: 'whisper-1', file: { name: 'voice.wav' } });
    const q = { q: 'good morning', source: 'auto', target: 'de', format: 'text' };
    expect(await (await post(`${ai.libreBaseUrl}/translate`, q)).json()).toEqual({
      translatedText: '[de] good morning',
      detectedLanguage: { confidence: 90, language: 'en' },
    });
    expect(await (await fetch(`${ai.libreBaseUrl}/languages`)).json()).toContainEqual(
      expect.objectContaining({ code: 'de' }),
    );
  });

  test('a held answer comes word by word', async () => {
    ai.hold();
    const response = await asks('one two', true);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const reads = async (word: string): Promise<void> => {
      while (!text.includes(word)) text += (await reader?.read())?.value ?? '';
    };
    ai.step(2);
    await reads('said');
    expect(text).not.toContain('one');
    ai.release();
    await reads('[DONE]');
  });
});

describe('what goes wrong with them', () => {
  test('statuses, nonsense, and after so many times all is well', async () => {
    ai.misbehave('chat', 'rate-limited', { times: 1, retryAfter: '7' });
    const limited = await asks('x');
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
    expect((await asks('x')).status).toBe(200);
    ai.misbehave('chat', 'server-error');
    expect((await asks('x')).status).toBe(500);
    ai.misbehave('chat', 'invalid-json');
    await expect((await asks('x')).json()).rejects.toThrow(SyntaxError);
  });

  test.each([true, false])('a connection that is cut in the middle (streaming: %s)', async (stream) => {
    ai.misbehave('chat', 'cut');
    const response = await asks('one two three four', stream);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow(TypeError);
  });

  test('an answer that never comes, and one that stops', async () => {
    ai.misbehave('chat', 'hang');
    const signal = AbortSignal.timeout(100);
    await expect(post(`${ai.openaiBaseUrl}/chat/completions`, {}, signal)).rejects.toThrow(/timeout|aborted/i);
    ai.misbehave('chat', 'stall');
    const reader = (await asks('one two', true)).body?.getReader();
    expect((await reader?.read())?.value?.length).toBeGreaterThan(0);
    await reader?.cancel();
  });

  test('an answer without end is made only as it is read', async () => {
    ai.misbehave('chat', 'endless');
    const before = ai.bytesSent;
    const reader = (await asks('x')).body?.getReader();
    let bytes = 0;
    while (bytes < 1_000_000) bytes += (await reader?.read())?.value?.length ?? 0;
    await reader?.cancel();
    await expect.poll(() => ai.bytesSent - before).toBeGreaterThan(900_000);
    expect(ai.bytesSent - before).toBeLessThan(50_000_000);
  });
});
