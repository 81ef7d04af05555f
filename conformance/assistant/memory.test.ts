import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../packages/server/test/support/server.ts';
import { AssistantPerson } from './person.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

describe('the built-in assistant', () => {
  test('remembers what it was told earlier in the chat, until the chat is cleared', async () => {
    const anna = await AssistantPerson.register(server.url, 'anna');
    const chat = await anna.creates();
    await anna.asks(chat, 'My name is Ada and I live in Vienna.');
    await anna.asks(chat, 'Remember that the deploy is on Friday.');
    await anna.asks(chat, 'My favourite colour is green.');
    expect(await anna.asks(chat, 'What is my name?')).toBe('Your name is Ada.');
    expect(await anna.asks(chat, 'Where do I live?')).toContain('Vienna');
    expect(await anna.asks(chat, 'What did I say about the deploy?')).toContain('Friday');
    expect(await anna.asks(chat, 'what is my favorite color?')).toContain('green');
    expect(await anna.asks(chat, 'Summarise this chat')).toContain('deploy');
    await anna.calls('POST', `/api/chat/${chat}/clear`);
    expect(await anna.asks(chat, 'What is my name?')).toContain('not told me');
  });

  test.each([
    ['What is Python?', 'Python is'],
    ['Tell me about black holes', 'gravity'],
    ['what is the capital of France', 'Paris'],
    ['What is the difference between TCP and UDP?', 'UDP'],
    ['How do I make a group?', 'owner'],
    ['What is 15% of 80?', '= 12'],
    ['(2 + 3) * 4', '= 20'],
    ['What time is it in Tokyo?', 'Tokyo'],
    ['What day is it today?', String(new Date().getUTCFullYear())],
    ['Thank you!', 'welcome'],
  ])('answers “%s” about what was asked', async (question, part) => {
    const anna = await AssistantPerson.register(server.url, 'asker');
    expect(await anna.asks(await anna.creates(), question)).toContain(part);
  });

  test('says plainly what it cannot do', async () => {
    const anna = await AssistantPerson.register(server.url, 'anna');
    const chat = await anna.creates();
    expect(await anna.asks(chat, 'What is the weather today?')).toMatch(/^I do not know/);
    expect(await anna.asks(chat, 'Who is Blorp Snargle the Third?')).toMatch(/^I do not know/);
    expect(await anna.asks(chat, 'Which questions are open?')).toContain('Blorp');
  });
});
