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

const NOTHING: readonly DomainEvent[] = [];

/**
 * One work's transaction; that it enqueued is noted in `batch`. It passes on to the stores of the commit instead of holding
 * them: one is made for every work.
 */
export class WorkTransaction implements Transaction {
  readonly #writers: Writers;
  readonly #batch: CommittedBatch;
  #emitted: DomainEvent[] | undefined;

  constructor(writers: Writers, batch: CommittedBatch) {
    this.#writers = writers;
    this.#batch = batch;
  }

  /** What it has emitted, in this order: to be told when it is committed. */
  get emitted(): readonly DomainEvent[] {
    return this.#emitted ?? NOTHING;
  }

  get users() {
    return this.#writers.users;
  }

  get sessions() {
    return this.#writers.sessions;
  }

  get conversations() {
    return this.#writers.conversations;
  }

  get messages() {
    return this.#writers.messages;
  }

  get sync() {
    return this.#writers.sync;
  }

  get translations() {
    return this.#writers.translations;
  }

  get media() {
    return this.#writers.media;
  }

  get calls() {
    return this.#writers.calls;
  }

  get aiUsage() {
    return this.#writers.aiUsage;
  }

  get apiKeys() {
    return this.#writers.apiKeys;
  }

  get jobs() {
    return this.#writers.jobs;
  }

  get moderation() {
    return this.#writers.moderation;
  }

  get answerStreams() {
    return this.#writers.answerStreams;
  }

  get digests() {
    return this.#writers.digests;
  }

  get gpos() {
    return this.#writers.gpos;
  }

  emit(event: DomainEvent): void {
    if (this.#emitted === undefined) this.#emitted = [event];
    else this.#emitted.push(event);
  }

  enqueue(job: NewJob): Promise<string> {
    this.#batch.jobs = true;
    return insertJob(this.#writers.executor, uuidv7(), job, Date.now());
  }
}
