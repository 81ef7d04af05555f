import Type from 'typebox';
import { StreamState, User } from '../objects.ts';
import { done, id, seq } from './inputs.ts';
import { operation } from './operation.ts';

const stream = { stream_id: id };

/** The assistants, and their answers while they are being written. */
export const streamOperations = {
  'assistants.list': operation('GET', '/v1/assistants', {
    summary: 'Who answers here, the main assistant first. A chat with one is a conversation of the kind `assistant`.',
    result: Type.Object({ assistants: Type.Array(User) }),
  }),
  'streams.list': operation('GET', '/v1/conversations/{conversation_id}/streams', {
    summary: 'The answers that are being written in a conversation, with what was said so far.',
    params: { conversation_id: id },
    result: Type.Object({ streams: Type.Array(StreamState) }),
  }),
  'streams.resume': operation('GET', '/v1/streams/{stream_id}', {
    summary: 'What an assistant has said so far of an answer, from where I have it.',
    params: stream,
    query: { have: Type.Optional(seq) },
    result: StreamState,
  }),
  'streams.stop': operation('POST', '/v1/streams/{stream_id}/stop', {
    summary: 'End an answer; what was said so far becomes the message. For who asked, and for admins of the group.',
    params: stream,
    result: done,
  }),
  'messages.regenerate': operation('POST', '/v1/messages/{message_id}/regenerate', {
    summary: 'Have an answer of an assistant to my question written anew: it becomes a new version of the message.',
    params: { message_id: id },
    result: Type.Object({ stream_id: id }),
  }),
};
