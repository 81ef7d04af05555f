import type pg from 'pg';
import type { CommittedBatch } from '../../core/events.ts';
import { toBatchText } from '../../core/nodes/batch-text.ts';
import type { Ready } from '../../core/ready.ts';
import type { Foresight, Transaction } from '../../core/store.ts';
import { toConversation, toMember } from '../sql/conversation-rows.ts';
import { Executor } from '../sql/executor.ts';
import { toMessage } from '../sql/message-rows.ts';
import { type Frontier, makeWriters, WorkTransaction, type Writers } from '../sql/stores.ts';
import { fromRow } from '../sql/users.ts';
import { BatchConnection } from './batch-connection.ts';
import { BatchMessages } from './batch-messages.ts';
import { BatchRows } from './batch-rows.ts';
import {
  begin,
  commit,
  findMentions,
  findPeople,
  findSent,
  lockConversations,
  lockMessages,
  MOST_MENTIONS,
  relax,
  writeCommit,
} from './batch-statements.ts';
import { conversationColumns, memberColumns, messageColumns, toTableRow, userColumns } from './columns.ts';
import { type Row, runPipeline, type Step, toArrayText } from './pipeline.ts';

/** A work that said what it will read and lock. */
export interface Work {
  readonly run: (tx: Transaction) => Ready<unknown>;
  readonly foresight: Foresight;
  readonly resolve: (value: unknown) => void;
  readonly reject: (fault: unknown) => void;
}

/** One work failed after it had written something: nothing of the batch can be kept. */
class Spoilt extends Error {}

export interface BatchOptions {
  client: pg.PoolClient;
  base: number;
  relaxed: boolean;
  frontier: Frontier;
  /** It has its number, and nothing is committed. */
  began: (gpos: number) => void;
}

export interface Outcome {
  /** undefined: every work was refused, and nothing was committed. */
  batch: CommittedBatch | undefined;
  settle: (() => void)[];
}

/**
 * Works in one transaction: what they said they will read comes in one message, they run one after the other on these rows,
 * and what they changed goes with the commit in a second message. Throws `Spoilt`, or what the database said; the caller
 * then rolls back.
 */
export async function runBatch(works: readonly Work[], options: BatchOptions): Promise<Outcome> {
  const { client, base, frontier } = options;
  const rows = new BatchRows();
  const gpos = base + (await readRows(works, rows, options));
  options.began(gpos);
  const connection = new BatchConnection(client, rows);
  const executor = new Executor(connection);
  const writers = { ...makeWriters(executor, gpos, frontier), messages: new BatchMessages(executor, gpos, rows) };
  const batch: CommittedBatch = { gpos, events: [] };
  const settle: (() => void)[] = [];
  for (const work of works) settle.push(await runOne(work, connection, writers, batch));
  if (rows.written === 0 && batch.events.length === 0) {
    await client.query('rollback');
    return { batch: undefined, settle };
  }
  await write(rows, batch, client);
  return { batch, settle };
}

/** Runs one work; returns what answers it once the batch is durable. */
async function runOne(
  work: Work,
  connection: BatchConnection,
  writers: Writers,
  batch: CommittedBatch,
): Promise<() => void> {
  const { cache: rows } = connection;
  const before = rows.written;
  const transaction = new WorkTransaction(writers, batch);
  try {
    const value = await work.run(transaction);
    if (connection.failed) throw new Spoilt();
    for (const event of transaction.emitted) batch.events.push(event);
    return () => work.resolve(value);
  } catch (fault) {
    if (connection.failed || rows.written !== before) throw new Spoilt();
    return () => work.reject(fault);
  }
}

/** Locks and reads what the works need; returns the transaction’s id. */
async function readRows(works: readonly Work[], rows: BatchRows, { client, relaxed }: BatchOptions): Promise<number> {
  const needs = works.map((work) => work.foresight);
  const messageIds = [...new Set(needs.flatMap((need) => need.messageIds ?? []))];
  const sent = needs.filter((need) => need.clientId !== null);
  const steps: Step[] = [{ statement: begin }];
  if (relaxed) steps.push({ statement: relax });
  const messagesAt = messageIds.length === 0 ? -1 : steps.push(ofLists(lockMessages, messageIds)) - 1;
  const conversationsAt =
    steps.push(ofLists(lockConversations, [...new Set(needs.map((need) => need.conversationId))])) - 1;
  const pairs = toPairs(needs);
  const peopleAt =
    steps.push(
      ofLists(
        findPeople,
        pairs.map((need) => need.conversationId),
        pairs.map((need) => need.userId),
      ),
    ) - 1;
  const sentAt =
    sent.length === 0
      ? -1
      : steps.push(
          ofLists(
            findSent,
            sent.map((need) => need.userId),
            sent.map((need) => need.clientId ?? ''),
          ),
        ) - 1;
  const counting = toPairs(needs.filter((need) => need.countsMentions === true));
  const mentionsAt =
    counting.length === 0
      ? -1
      : steps.push(
          ofLists(
            findMentions,
            counting.map((need) => need.conversationId),
            counting.map((need) => need.userId),
          ),
        ) - 1;
  const results = await runPipeline(client, steps);
  for (const row of results[messagesAt] ?? []) keepMessage(rows, row);
  for (const row of results[conversationsAt] ?? []) keepConversation(rows, row);
  for (const row of results[peopleAt] ?? []) keepPerson(rows, row);
  keepMentions(rows, counting, results[mentionsAt] ?? []);
  for (const need of sent) rows.sent.set(need.userId, need.clientId ?? '', null);
  for (const row of results[sentAt] ?? []) keepSent(rows, row);
  return Number(results[peopleAt]?.[0]?.[0]);
}

/** One for each conversation and person. */
function toPairs(needs: readonly Foresight[]): Foresight[] {
  return [...new Map(needs.map((need) => [`${need.conversationId} ${need.userId}`, need])).values()];
}

function ofLists(statement: Step['statement'], ...lists: (readonly string[])[]): Step {
  return { statement, values: lists.map(toArrayText) };
}

function keepMessage(rows: BatchRows, values: Row): void {
  const row = toTableRow(messageColumns, values, 0);
  if (row !== undefined) rows.messages.set(row.id, toMessage(row));
}

function keepSent(rows: BatchRows, values: Row): void {
  const row = toTableRow(messageColumns, values, 0);
  if (row !== undefined) rows.sent.set(row.sender_id, row.client_id ?? '', toMessage(row));
}

function keepConversation(rows: BatchRows, values: Row): void {
  const row = toTableRow(conversationColumns, values, 0);
  if (row === undefined) return;
  rows.conversations.set(row.id, toConversation(row));
  const [one, other] = row.direct_key?.split(':') ?? [];
  if (one === undefined || other === undefined) return;
  const isBlocked = values[conversationColumns.names.length] === 't';
  rows.blocks.set(one, other, isBlocked);
  rows.blocks.set(other, one, isBlocked);
}

/** Of those who have many more than are read nothing is kept: they are counted when they are asked for. */
function keepMentions(rows: BatchRows, counting: readonly Foresight[], found: readonly Row[]): void {
  const seqs = new Map(counting.map(({ conversationId, userId }) => [`${conversationId} ${userId}`, [] as number[]]));
  for (const [conversationId, userId, seq] of found) seqs.get(`${conversationId} ${userId}`)?.push(Number(seq));
  for (const { conversationId, userId } of counting) {
    const unread = seqs.get(`${conversationId} ${userId}`) ?? [];
    if (unread.length <= MOST_MENTIONS) rows.unreadMentions.set(conversationId, userId, unread);
  }
}

/** After the transaction’s id: the person, and what they are in the conversation; either may be missing. */
function keepPerson(rows: BatchRows, values: Row): void {
  const user = toTableRow(userColumns, values, 1);
  if (user !== undefined) rows.users.set(user.id, fromRow(user));
  const member = toTableRow(memberColumns, values, 1 + userColumns.names.length);
  if (member !== undefined) rows.members.set(member.conversation_id, member.user_id, toMember(member));
}

/** Writes what waits, leaves the events where other nodes find them, and commits: in one message. */
async function write(rows: BatchRows, batch: CommittedBatch, client: pg.PoolClient): Promise<void> {
  const steps: Step[] = rows.hasChanges ? [rows.takeChanges()] : [];
  const acknowledged = rows.takeAcknowledged();
  if (acknowledged !== undefined) steps.push(acknowledged);
  const tells = batch.events.length > 0;
  if (tells) {
    batch.text = toBatchText(batch);
    steps.push({ statement: writeCommit, values: [String(batch.gpos), batch.text] });
  }
  steps.push({ statement: commit });
  const results = await runPipeline(client, steps);
  if (tells) batch.order = Number(results.at(-2)?.[0]?.[0]);
}
