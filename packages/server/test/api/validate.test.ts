import type { OperationId } from '@parlance/protocol';
import { expect, test } from 'vitest';
import { findFault } from '../../src/api/v1/validate.ts';

const message = { conversation_id: 'c', client_id: 'client-id' };

test.each<[OperationId, object, field: string, detail: string]>([
  [
    'conversations.create',
    { kind: 'choir' },
    '/kind',
    '“kind” must be one of direct, group, room, assistant, not “choir”.',
  ],
  ['conversations.create', { kind: 5 }, '/kind', '“kind” must be one of direct, group, room, assistant, not 5.'],
  ['messages.delete', { message_id: 'm', scope: 'us' }, '/scope', '“scope” must be one of all, me, not “us”.'],
  [
    'messages.report',
    { message_id: 'm', reason: 'dull' },
    '/reason',
    '“reason” must be one of spam, harassment, hate, threat, sexual, self-harm, personal-data, illicit, other, not “dull”.',
  ],
  [
    'users.update',
    { settings: { last_seen: 'never' } },
    '/settings/last_seen',
    '“settings.last_seen” must be one of everyone, contacts, nobody, not “never”.',
  ],
  [
    'messages.send',
    { ...message, content: { type: 'poem', text: 'O' } },
    '/content/type',
    '“content.type” must be one of text, image, audio, video, file, not “poem”.',
  ],
  [
    'messages.send',
    { ...message, content: { type: 'text' } },
    '/content',
    '“content” must have required properties text.',
  ],
  [
    'messages.send',
    { ...message, content: { type: 'image' } },
    '/content',
    '“content” must have required properties media_id.',
  ],
  [
    'messages.send',
    { ...message, content: { type: 'text', text: 5 } },
    '/content/text',
    '“content.text” must be string, not 5.',
  ],
  [
    'messages.send',
    { ...message, content: { type: 'text', text: 'O', rhyme: true } },
    '/content/rhyme',
    '“rhyme” is not a field of this request.',
  ],
  ['conversations.create', {}, '/', 'The input must have required properties kind.'],
])('what is wrong with an input of %s is said with what may stand there (%j)', (id, input, field, detail) => {
  expect(findFault(id, input)).toMatchObject({ code: 'invalid_input', status: 400, field, detail });
});
