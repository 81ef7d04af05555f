import Type from 'typebox';
import { User } from '../objects.ts';
import { id, nullable } from './inputs.ts';
import { operation } from './operation.ts';

const conversation = { conversation_id: id };

const points = (description: string) =>
  Type.Array(
    Type.Object({
      message_id: Type.String(),
      seq: Type.Integer(),
      sender_id: Type.String(),
      text: Type.String({ description: 'on one line, at most 200 characters' }),
    }),
    { description },
  );

/** What a model can do for somebody who comes to a conversation, and the built-in engine where there is none. */
export const suggestionOperations = {
  'conversations.suggest_replies': operation('POST', '/v1/conversations/{conversation_id}/suggest_replies', {
    summary: 'Up to three short replies to the last message, for me to choose from. Nothing is sent.',
    cost: 'heavy',
    params: conversation,
    result: Type.Object({
      message_id: nullable(Type.String({ description: 'the message they answer' })),
      replies: Type.Array(Type.String(), { maxItems: 3 }),
      engine: nullable(Type.Union([Type.Literal('built-in'), Type.Literal('model')])),
      reason: nullable(Type.String({ description: 'why there are none, or none of a model where one was asked' })),
    }),
  }),
  'conversations.catch_up': operation('POST', '/v1/conversations/{conversation_id}/catch_up', {
    summary: 'What I missed since my read mark: a summary, mentions of me, open questions, links. Marks nothing read.',
    cost: 'heavy',
    params: conversation,
    result: Type.Object({
      from_seq: Type.Integer({ description: '0: nothing was missed' }),
      to_seq: Type.Integer(),
      message_count: Type.Integer({ description: 'in how many messages somebody said something' }),
      complete: Type.Boolean({ description: 'false: more was missed; the newest part is summed up' }),
      engine: Type.Union([Type.Literal('built-in'), Type.Literal('model')]),
      summary: Type.String({ description: 'plain text; a model’s is untrusted, like everything that people write' }),
      reason: nullable(Type.String({ description: 'why no model wrote it, where one was asked' })),
      highlights: points('the sentences that say the most'),
      mentions: points('where I was mentioned; the latest ten'),
      questions: points('questions that nobody has answered; the latest ten'),
      links: Type.Array(Type.Object({ url: Type.String(), message_id: Type.String() })),
      users: Type.Array(User),
    }),
  }),
};
