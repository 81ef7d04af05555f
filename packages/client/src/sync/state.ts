import type { Conversation, Me, Member, Membership, Message, User } from '@parlance/protocol';

/** Message numbers from..to, both included, of which everything visible is here. */
export interface SeqRange {
  readonly from: number;
  readonly to: number;
}

/** Positions after..before (both excluded) whose changes have not been fetched; `seq` was the last message before them. */
export interface PositionGap {
  readonly after: number;
  readonly before: number;
  readonly seq: number;
}

/** What is kept about a conversation besides its messages. */
export interface ConversationHead {
  readonly id: string;
  /** `members` is always empty in here: `members` beside it is the one list that is kept. */
  readonly conversation: Conversation;
  readonly membership: Membership | null;
  /** Every change up to here is applied, apart from those in `gap`. */
  readonly pos: number;
  readonly gap: PositionGap | null;
  /** Sorted, apart from each other by at least one number. */
  readonly ranges: readonly SeqRange[];
  readonly members: ReadonlyMap<string, Member>;
}

/** A conversation with its loaded messages, sorted by seq. */
export interface ConversationRecord extends ConversationHead {
  readonly messages: readonly Message[];
}

/** The account as far as it is known here. Immutable. */
export interface AccountState {
  readonly token: string | null;
  readonly me: Me | null;
  readonly blocked: readonly string[];
  readonly users: ReadonlyMap<string, User>;
  readonly conversations: ReadonlyMap<string, ConversationRecord>;
}

export const emptyAccount: AccountState = {
  token: null,
  me: null,
  blocked: [],
  users: new Map(),
  conversations: new Map(),
};
