import { LETA_ID } from '../../core/assistant/leta.ts';
import type { Conversation } from '../../core/conversations/conversation.ts';
import type { Message } from '../../core/messages/message.ts';
import type { User } from '../../core/users/user.ts';

/** The annotation under which the address of a picture that lies elsewhere is kept. */
export const IMAGE_URL = 'assistant.image_url';
const UNTITLED = 'New Chat';

export function presentUser(user: User): { id: string; username: string | null; email: string | null } {
  return { id: user.id, username: user.userName ?? user.email, email: user.email };
}

export function presentChat(conversation: Conversation) {
  return {
    id: conversation.id,
    title: conversation.name ?? UNTITLED,
    created_at: toTime(conversation.createdAt),
    updated_at: toTime(conversation.activeAt),
  };
}

/** `imageAddress`: where a picture that lies on this server can be fetched. */
export function presentMessage(message: Message, imageAddress: string | null) {
  const { content, annotations } = message;
  const who = message.senderId === LETA_ID ? 'bot' : 'user';
  const elsewhere = annotations[IMAGE_URL];
  const image = imageAddress ?? (typeof elsewhere === 'string' ? elsewhere : null);
  const at = toTime(message.createdAt);
  return {
    id: message.id,
    text: content?.text ?? '',
    sender: who,
    created_at: at,
    image_url: image,
    // COMPAT(assistant): clients read these names, too.
    who,
    time: at,
    image,
  };
}

function toTime(at: number): string {
  return new Date(at).toISOString();
}
