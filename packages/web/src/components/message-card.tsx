import type { Message } from '@parlance/protocol';
import type { ComponentChildren } from 'preact';
import { toShortTime } from '../lib/times.ts';
import { jump } from '../state/jump.ts';
import { uncoverConversation } from '../state/layers.ts';
import { nameOf, titleOf } from '../state/people.ts';
import { showConversation } from '../state/route.ts';
import { conversations } from '../state/stores.ts';
import { Avatar } from './avatar.tsx';

interface Props {
  message: Message;
  /** Names the conversation too: for results from everywhere. */
  placed: boolean;
  children: ComponentChildren;
}

/** A message outside its conversation, in the search or among the pins; a click goes to it. */
export function MessageCard({ message, placed, children }: Props) {
  const place = conversations.value.find((state) => state.conversation.id === message.conversation_id);
  const name = nameOf(message.sender_id);
  return (
    <li>
      <button
        type="button"
        class="card"
        data-testid="message-card"
        onClick={() => {
          showConversation(message.conversation_id);
          uncoverConversation();
          jump.value = { conversationId: message.conversation_id, seq: message.seq };
        }}
      >
        <Avatar id={message.sender_id} name={name} size="small" />
        <span class="card-main">
          <span class="item-line">
            <span class="item-title">{name}</span>
            <time class="item-time">{toShortTime(message.created_at)}</time>
          </span>
          {placed && place !== undefined && <span class="card-place">{titleOf(place)}</span>}
          <span class="card-text" dir="auto">
            {children}
          </span>
        </span>
      </button>
    </li>
  );
}
