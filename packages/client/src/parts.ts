import type { LiveAnswers } from './answers.ts';
import type { Call } from './call.ts';
import type { Supervisor } from './connection/supervisor.ts';
import type { OpenConversations } from './open-conversations.ts';
import type { Outbox } from './outbox.ts';
import type { ReadMarks } from './read-marks.ts';
import type { Store } from './store.ts';
import type { SyncEngine } from './sync/engine.ts';
import type { Typing } from './typing.ts';
import type { ConversationState } from './views.ts';

/** What of the client a conversation works with. */
export interface ClientParts {
  readonly engine: SyncEngine;
  readonly outbox: Outbox;
  readonly typing: Typing;
  readonly answers: LiveAnswers;
  readonly readMarks: ReadMarks;
  readonly open: OpenConversations;
  readonly supervisor: Supervisor;
  readonly conversationMap: Store<ReadonlyMap<string, ConversationState>>;
  readonly call: Call;
  readonly now: () => number;
}
