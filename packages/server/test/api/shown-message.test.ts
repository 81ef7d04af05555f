import { describe, expect, test } from 'vitest';
import { v1Edge } from '../../src/api/v1/outbound.ts';
import { presentMessage, presentUser } from '../../src/api/v1/present.ts';
import { ShownSent } from '../../src/api/v1/shown-message.ts';
import { makeConversation, makeMessage, makeUser } from '../support/rows.ts';

const anna = makeUser({ displayName: 'Anna “A” \\ \n ünï 🎉' });
const conversation = makeConversation({ lastPos: 12 });
const plain = makeMessage(conversation.id, anna.id, { content: { type: 'text', text: 'a "quote", \\ and \u2028 🎉' } });
const rich = makeMessage(conversation.id, anna.id, {
  reactions: [{ emoji: '👍', count: 1, userIds: [anna.id] }],
  mentions: [anna.id],
  annotations: { senderLabel: '"x"' },
  clientId: null,
});
const gone = makeMessage(conversation.id, anna.id, { content: null, deletedAt: 5 });

function tell(message: typeof plain): unknown {
  const deliveries = v1Edge.present({ type: 'message.sent', conversation, message, actor: anna });
  expect(deliveries).toHaveLength(1);
  return JSON.parse(deliveries[0]?.frame.json('next') ?? '');
}

function answer(message: typeof plain, duplicate = false): ShownSent {
  return new ShownSent({ message, conversation, sender: anna, duplicate, answerJobIds: [] });
}

describe.each([
  ['a plain message', plain],
  ['one with everything', rich],
  ['one that was deleted', gone],
])('%s', (_name, message) => {
  test('is told with its conversation, its place, its sender and the token', () => {
    expect(tell(message)).toEqual({
      type: 'message.sent',
      conversation_id: conversation.id,
      pos: 12,
      data: { message: presentMessage(message), sender: presentUser(anna) },
      token: 'next',
    });
  });

  test('answers its sender with what the others are told, whichever is first', () => {
    const before = answer(message);
    expect(JSON.parse(before.json)).toEqual({ message: presentMessage(message), duplicate: false });
    expect(tell(message)).toMatchObject({ data: { message: JSON.parse(before.json).message } });
    expect(JSON.parse(answer(message, true).json)).toEqual({ message: presentMessage(message), duplicate: true });
    // REST writes the object itself.
    expect(JSON.stringify(before)).toBe(before.json);
  });
});

test('what the message is later is told then', async () => {
  tell(plain);
  await new Promise((resolve) => setImmediate(resolve));
  const edited = { ...plain, rev: 1 };
  expect(tell(edited)).toMatchObject({ data: { message: { rev: 1 } } });
});
