import type { Message } from '../../core/messages/message.ts';
import type { User } from '../../core/users/user.ts';

/** Core → wire. */
export function presentNote(message: Message, sender: User) {
  return {
    id: message.id,
    from: sender.userName ?? sender.displayName,
    note: message.content?.text ?? '',
    at: new Date(message.createdAt).toISOString(),
  };
}
