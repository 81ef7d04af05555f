import { uuidv7 } from 'uuidv7';
import type { CommittedBatch, DomainEvent } from '../../core/events.ts';
import type { NewJob } from '../../core/outbox/job.ts';
import type { Reader, Transaction } from '../../core/store.ts';
import { SqlAiUsage } from './ai-usage.ts';
import { SqlAnswerStreams } from './answer-streams.ts';
import { SqlApiKeys } from './api-keys.ts';
import { SqlCalls } from './calls.ts';
import { SqlConversations } from './conversations.ts';
import { SqlDigests } from './digests.ts';
import type { Executor } from './executor.ts';
import { SqlHistory } from './history.ts';
import { insertJob, SqlJobs } from './jobs.ts';
import { SqlMedia } from './media.ts';
import { SqlMessages } from './messages.ts';
import { SqlModeration } from './moderation.ts';
import { SqlSessions } from './sessions.ts';
import { SqlSync } from './sync.ts';
import { SqlTranslations } from './translations.ts';
import { SqlUsers } from './users.ts';

export type Frontier = (executor: Executor) => Promise<number>;

/** The stores for reading. Their writing halves are not reachable through `Reader`. */
export function makeReader(executor: Executor, frontier: Frontier): Reader {
  return {
    users: new SqlUsers(executor, 0),
    sessions: new SqlSessions(executor),
    conversations: new SqlConversations(executor, 0),
    messages: new SqlMessages(executor, 0),
    history: new SqlHistory(executor),
    sync: new SqlSync(executor, frontier),
    translations: new SqlTranslations(executor),
    media: new SqlMedia(executor),
    calls: new SqlCalls(executor),
    aiUsage: new SqlAiUsage(executor),
    apiKeys: new SqlApiKeys(executor),
    moderation: new SqlModeration(executor),
    jobs: new SqlJobs(executor),
    answerStreams: new SqlAnswerStreams(executor),
    digests: new SqlDigests(executor),
  };
}

/** The stores that write; made once for all works of one commit. */
export type Writers = Omit<Transaction, 'emit' | 'enqueue'> & { readonly executor: Executor };

export function makeWriters(executor: Executor, gpos: number, frontier: Frontier): Writers {
  return {
    executor,
    users: new SqlUsers(executor, gpos),
    sessions: new SqlSessions(executor),
    conversations: new SqlConversations(executor, gpos),
    messages: new SqlMessages(executor, gpos),
    sync: new SqlSync(executor, frontier),
    media: new SqlMedia(executor),
    calls: new SqlCalls(executor),
    aiUsage: new SqlAiUsage(executor),
    apiKeys: new SqlApiKeys(executor),
    moderation: new SqlModeration(executor),
    jobs: new SqlJobs(executor),
    answerStreams: new SqlAnswerStreams(executor),
    digests: new SqlDigests(executor),
    translations: new SqlTranslations(executor),
    gpos,
  };
}

/** One work's transaction; what it emits is collected into `events`, and that it enqueued is noted in `batch`. */
export class WorkTransaction implements Transaction {
  readonly users;
  readonly sessions;
  readonly conversations;
  readonly messages;
  readonly sync;
  readonly translations;
  readonly media;
  readonly calls;
  readonly aiUsage;
  readonly apiKeys;
  readonly jobs;
  readonly moderation;
  readonly answerStreams;
  readonly digests;
  readonly gpos;
  readonly #executor: Executor;
  readonly #events: DomainEvent[];
  readonly #batch: CommittedBatch;

  constructor(writers: Writers, events: DomainEvent[], batch: CommittedBatch) {
    this.users = writers.users;
    this.sessions = writers.sessions;
    this.conversations = writers.conversations;
    this.messages = writers.messages;
    this.sync = writers.sync;
    this.translations = writers.translations;
    this.media = writers.media;
    this.calls = writers.calls;
    this.aiUsage = writers.aiUsage;
    this.apiKeys = writers.apiKeys;
    this.jobs = writers.jobs;
    this.moderation = writers.moderation;
    this.answerStreams = writers.answerStreams;
    this.digests = writers.digests;
    this.gpos = writers.gpos;
    this.#executor = writers.executor;
    this.#events = events;
    this.#batch = batch;
  }

  emit(event: DomainEvent): void {
    this.#events.push(event);
  }

  enqueue(job: NewJob): Promise<string> {
    this.#batch.jobs = true;
    return insertJob(this.#executor, uuidv7(), job, Date.now());
  }
}
