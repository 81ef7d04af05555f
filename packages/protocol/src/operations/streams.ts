import Type from 'typebox';
import { StreamState } from '../objects.ts';
import { done, id, seq } from './inputs.ts';
import { operation } from './operation.ts';

const stream = { stream_id: id };

/** Answers of assistants while they are being written. */
export const streamOperations = {
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
