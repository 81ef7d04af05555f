import type { Edge } from '../../realtime/edge.ts';
import { DialectFrame } from '../dialect-frame.ts';
import { presentNote } from './present.ts';

/** What its clients have a word for; they know nothing of groups, edits or typing. */
export const edge: Edge = {
  name: 'pager',
  present(event) {
    if (event.type !== 'message.sent' || event.conversation.kind !== 'direct') return [];
    const { message, actor } = event;
    const frame = new DialectFrame('paged', presentNote(message, actor));
    return [{ frame, only: (connection) => connection.actor?.userId !== message.senderId }];
  },
};
