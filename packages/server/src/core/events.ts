import type { StreamEvent } from './assistant/streams/stream-event.ts';
import type { Call, CallEndReason } from './calls/call.ts';
import type { CallSignal } from './calls/call-signal.ts';
import type { Conversation, Member } from './conversations/conversation.ts';
import type { OwnConversation } from './conversations/conversation-store.ts';
import type { Message } from './messages/message.ts';
import type { CaseView } from './moderation/case-view.ts';
import type { Reveal } from './moderation/withheld.ts';
import type { Session } from './sessions/session.ts';
import type { MessageTranslation } from './translation/message-translation.ts';
import type { User } from './users/user.ts';

/** What happened to a message: the conversation after it, the message as it is now, and who did it. */
interface MessageEvent<T extends string> {
  type: T;
  conversation: Conversation;
  message: Message;
  actor: User;
  /** Who sees more of the message than it says here, because its content is kept back from the others. */
  reveal?: Reveal | undefined;
}

/** What a review changed for those who see the conversation: the message appears, disappears, reads otherwise, or nothing. */
export type ModerationEffect = 'released' | 'withdrawn' | 'changed' | 'same';

interface MemberEvent<T extends string> {
  type: T;
  conversation: Conversation;
  member: Member;
  user: User;
  /** Who caused it: the member itself, or an admin. */
  actorId: string;
}

interface ReceiptEvent<T extends string> {
  type: T;
  conversation: Conversation;
  member: Member;
  /** false: only the member's own devices are told (a large conversation, or receipts switched off). */
  shared: boolean;
}

/** How a call goes on, told to both parties. `actorId`: who did it; for a call that was missed, the caller. */
export interface CallEvent {
  type: 'call.ringing' | 'call.answered' | 'call.declined' | 'call.ended';
  call: Call;
  caller: User;
  callee: User;
  actorId: string;
  /** Why it ended, in one word: `missed`, `cancelled`, `declined`, `hung_up`, `disconnected`; null while it has not. */
  reason: CallEndReason | null;
}

/** Everything that can happen. Emitted inside the transaction that causes it, heard only after its commit. */
export type DomainEvent =
  | MessageEvent<'message.sent'>
  | MessageEvent<'message.edited'>
  | MessageEvent<'message.deleted'>
  | MessageEvent<'message.reacted'>
  | MessageEvent<'message.pinned'>
  | MessageEvent<'message.unpinned'>
  | MessageEvent<'message.annotated'>
  | (MessageEvent<'message.moderated'> & { effect: ModerationEffect })
  | MessageEvent<'thread.updated'>
  | MemberEvent<'member.joined'>
  | (MemberEvent<'member.left'> & { removed: boolean })
  | MemberEvent<'member.updated'>
  | (ReceiptEvent<'receipt.read'> & { fromSeq: number })
  | (ReceiptEvent<'receipt.delivered'> & { fromSeq: number })
  | { type: 'conversation.updated'; conversation: Conversation; actorId: string }
  | {
      type: 'conversation.added';
      userId: string;
      own: OwnConversation;
      users: User[];
      members: Member[];
      lastMessage: Message | null;
    }
  | { type: 'conversation.removed'; userId: string; conversation: Conversation }
  | { type: 'membership.updated'; userId: string; own: OwnConversation; mentions: number }
  | { type: 'message.hidden'; userId: string; message: Message }
  | { type: 'moderation.updated'; userIds: string[]; view: CaseView }
  | { type: 'account.updated'; user: User }
  | { type: 'user.updated'; user: User; companionIds: string[] }
  | { type: 'block.updated'; userId: string; blocked: string[] }
  | { type: 'session.started'; userId: string; session: Session }
  | { type: 'session.ended'; userId: string; sessionIds: string[] };

/** How somebody is. With `onlyTo`, what changed is what this one person may know of it: nobody else is told. */
export interface PresenceEvent {
  type: 'presence.changed';
  user: User;
  online: boolean;
  lastSeenAt: number | null;
  onlyTo?: string;
}

/** Never stored: gone when missed. */
export type EphemeralEvent =
  | { type: 'typing.started' | 'typing.stopped'; conversationId: string; user: User }
  | CallEvent
  | StreamEvent
  | { type: 'call.signal'; call: Call; fromUserId: string; toUserId: string; signal: CallSignal }
  | PresenceEvent
  /** To those of the readers who hear the conversation. */
  | { type: 'translation.ready'; translation: MessageTranslation; readerIds: readonly string[] };

/** What one durable commit made: the global position of all its changes and its events in order. */
export interface CommittedBatch {
  gpos: number;
  events: DomainEvent[];
  /** true: it put jobs into the outbox. */
  jobs?: boolean;
  /** Where several processes write: of two commits that changed the same rows, the later has the larger number. */
  order?: number;
  /** What other nodes are told of it (`core/nodes/batch-text.ts`), where it was already written. */
  text?: string;
}

/** Told in commit order. `frontier`: everything at or below it has been told, now or before. */
export type CommitListener = (batches: readonly CommittedBatch[], frontier: number) => void;
