import { uuidv7 } from 'uuidv7';
import type { CommittedBatch, DomainEvent } from '../../core/events.ts';
import type { Reader, Transaction } from '../../core/store.ts';
import { SqlAiUsage } from './ai-usage.ts';
import { SqlApiKeys } from './api-keys.ts';
import { SqlCalls } from './calls.ts';
import { SqlConversations } from './conversations.ts';
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
    translations: new SqlTranslations(executor),
    gpos,
  };
}

/** One work's transaction; what it emits is collected into `events`, and that it enqueued is noted in `batch`. */
export function makeTransaction(writers: Writers, events: DomainEvent[], batch: CommittedBatch): Transaction {
  return {
    ...writers,
    emit: (event) => {
      events.push(event);
    },
    enqueue: (job) => {
      batch.jobs = true;
      return insertJob(writers.executor, uuidv7(), job, Date.now());
    },
  };
}
