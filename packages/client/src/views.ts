import type { Conversation, Membership, Message, Problem, TextContent, User } from '@parlance/protocol';

/** One conversation as a list shows it. */
export interface ConversationState {
  readonly conversation: Conversation;
  /** null: a public room that I look at without having joined it. */
  readonly membership: Membership | null;
  readonly unread: number;
  readonly mentions: number;
  readonly lastMessage: Message | null;
  /** The name, or for a nameless conversation the names of the others. */
  readonly title: string;
  /** The other members, as far as they are known here. */
  readonly others: readonly User[];
}

export type MessageStatus = 'sent' | 'pending' | 'failed';

/**
 * A message as a conversation shows it. Before the server has answered, `id` equals `client_id`, `pos` is 0 and
 * `seq` only says where it will probably stand. `client_id ?? id` stays the same from pending to sent: use it as key.
 */
export type MessageView = Readonly<Message> & {
  readonly status: MessageStatus;
  /** Why a failed message was refused. */
  readonly error?: Problem;
};

/** What a message may be made of, beyond its text. */
export interface MessageDraft {
  readonly content: TextContent;
  readonly reply_to?: string | null;
  readonly thread_id?: string | null;
  readonly mentions?: readonly string[];
}
