import type { AiUsageReader, AiUsageStore } from './ai/ai-usage-store.ts';
import type { DigestReader, DigestStore } from './assistant/context/digest-store.ts';
import type { AnswerStreamReader, AnswerStreamStore } from './assistant/streams/answer-stream-store.ts';
import type { CallReader, CallStore } from './calls/call-store.ts';
import type { ConversationReader, ConversationStore } from './conversations/conversation-store.ts';
import type { CommitListener, CommittedBatch, DomainEvent } from './events.ts';
import type { HistoryReader } from './history/history-store.ts';
import type { MediaReader, MediaStore } from './media/media-store.ts';
import type { MessageReader, MessageStore } from './messages/message-store.ts';
import type { ModerationReader, ModerationStore } from './moderation/moderation-store.ts';
import type { NewJob } from './outbox/job.ts';
import type { JobReader, JobStore } from './outbox/job-store.ts';
import type { Ready } from './ready.ts';
import type { SearchReader } from './search/search-store.ts';
import type { ApiKeyReader, ApiKeyStore } from './secrets-at-rest/api-key-store.ts';
import type { SessionReader, SessionStore } from './sessions/session-store.ts';
import type { SyncReader, SyncStore } from './sync/sync-store.ts';
import type { TranslationReader, TranslationStore } from './translation/translation-store.ts';
import type { UserReader, UserStore } from './users/user-store.ts';

export interface Reader {
  readonly users: UserReader;
  readonly sessions: SessionReader;
  readonly conversations: ConversationReader;
  readonly messages: MessageReader;
  readonly history: HistoryReader;
  readonly sync: SyncReader;
  readonly translations: TranslationReader;
  readonly media: MediaReader;
  readonly calls: CallReader;
  readonly aiUsage: AiUsageReader;
  readonly apiKeys: ApiKeyReader;
  readonly moderation: ModerationReader;
  readonly jobs: JobReader;
  readonly answerStreams: AnswerStreamReader;
  readonly digests: DigestReader;
}

/** Inside a transaction: what is read is current and locked where it is written. Await nothing but the store here. */
export interface Transaction {
  readonly users: UserStore;
  readonly sessions: SessionStore;
  readonly conversations: ConversationStore;
  readonly messages: MessageStore;
  readonly sync: SyncStore;
  readonly translations: TranslationStore;
  readonly media: MediaStore;
  readonly calls: CallStore;
  readonly aiUsage: AiUsageStore;
  readonly apiKeys: ApiKeyStore;
  readonly moderation: ModerationStore;
  readonly jobs: JobStore;
  readonly answerStreams: AnswerStreamStore;
  readonly digests: DigestStore;
  /** The global position of every change this transaction makes. */
  readonly gpos: number;
  /** To be heard after the commit, in this order. */
  emit(event: DomainEvent): void;
  /** Workers hear of it after the commit. Returns the job’s id, under which its progress is seen. */
  enqueue(job: NewJob): Promise<string>;
}

/** A database with its readers. */
export type Store = Reader & Engine;

/**
 * What a work will read and lock. Several works that say it share one transaction and are read for together; what else
 * they read costs them a question each.
 */
export interface Foresight {
  /** The conversation that the work moves on. */
  conversationId: string;
  /** Whose account and membership it reads, and who sends what it sends. */
  userId: string;
  /** The sender’s own id of a message that it looks for. */
  clientId: string | null;
  /** Further messages that it reads or changes. */
  messageIds?: readonly string[];
  /** It counts the mentions in the conversation that the person has not read. */
  countsMentions?: boolean;
}

/** What a database does beside being read. */
export interface Engine {
  /** Not part of a snapshot: an index answers it, in its own time. */
  readonly search: SearchReader;
  /**
   * Runs `work` in a transaction and resolves once its commit is durable. Work that arrives together is committed
   * together; a refusal thrown by one work undoes that work alone. May run `work` again after a serialisation failure.
   * `about` is the id of what it is about, the conversation where there is one, else the person; or more of what it will
   * read: on PostgreSQL only works that give that are put together. On SQLite works about different things take turns where
   * more wait than one commit takes, and those about the same keep their order. Without it, it is housekeeping.
   */
  transaction<T>(work: (tx: Transaction) => Ready<T>, about?: string | Foresight): Promise<T>;
  /** Runs `work` on one consistent snapshot. Await nothing but the reader in it. */
  snapshot<T>(work: (reader: Reader) => Promise<T>): Promise<T>;
  /**
   * What this process commits, for what must happen once: waking workers, counting. Called in commit order, after
   * durability and before the waiting `transaction` calls resolve.
   */
  onCommitted(listener: CommitListener): void;
  /** What any node commits, for what every node must know: each conversation in its order, each batch once. */
  onEveryCommit(listener: CommitListener): void;
  /** Where several processes may write to the database: how they hear of each other. Not there on SQLite. */
  readonly elsewhere?: Elsewhere;
  /** Whether a write can succeed now: database writable, disk not full. Throws `unavailable` with the reason. */
  check(): Promise<void>;
  /** Finishes what was accepted and closes. */
  close(): Promise<void>;
}

/**
 * What other nodes commit. The database alone is enough to learn all of it, in looking every `pace` milliseconds; word
 * from a bus only makes it sooner.
 */
export interface Elsewhere {
  /** A commit of another node, as a bus brings it: told at once, and not again when it is found in the database. */
  hear(batch: CommittedBatch): void;
  /** Somebody else has committed: look now. */
  look(): void;
  /** How long to wait, in milliseconds, before looking unasked. */
  setPace(pace: number): void;
  /** Whether other nodes are known; without any, nobody is waited for. */
  setAlone(alone: boolean): void;
  /** This process was away for so long that what it missed is gone: its clients must be brought up to date. */
  onMissed(listener: () => void): void;
  /** For how many milliseconds tokens have stood still although there is something newer: a transaction is open somewhere. */
  heldFor(): number;
}
