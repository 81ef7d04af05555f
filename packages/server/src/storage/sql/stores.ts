import { uuidv7 } from 'uuidv7';
import type { DomainEvent } from '../../core/events.ts';
import type { Reader, Transaction } from '../../core/store.ts';
import { SqlConversations } from './conversations.ts';
import type { Executor } from './executor.ts';
import { insertJob } from './jobs.ts';
import { SqlMessages } from './messages.ts';
import { SqlSearch } from './search.ts';
import { SqlSessions } from './sessions.ts';
import { SqlSync } from './sync.ts';
import { SqlUsers } from './users.ts';

export type Frontier = (executor: Executor) => Promise<number>;

/** The stores for reading. Their writing halves are not reachable through `Reader`. */
export function makeReader(executor: Executor, frontier: Frontier): Reader {
  return {
    users: new SqlUsers(executor, 0),
    sessions: new SqlSessions(executor),
    conversations: new SqlConversations(executor, 0),
    messages: new SqlMessages(executor, 0),
    search: new SqlSearch(executor),
    sync: new SqlSync(executor, frontier),
  };
}

/** The stores of one transaction; what it emits is collected into `events`. */
export function makeTransaction(
  executor: Executor,
  gpos: number,
  frontier: Frontier,
  events: DomainEvent[],
): Transaction {
  return {
    users: new SqlUsers(executor, gpos),
    sessions: new SqlSessions(executor),
    conversations: new SqlConversations(executor, gpos),
    messages: new SqlMessages(executor, gpos),
    sync: new SqlSync(executor, frontier),
    gpos,
    emit: (event) => {
      events.push(event);
    },
    enqueue: (job) => insertJob(executor, uuidv7(), job, Date.now()),
  };
}
