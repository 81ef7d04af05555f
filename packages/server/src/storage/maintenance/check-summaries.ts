import { sql } from 'kysely';
import type { ReactionSummary } from '../../core/messages/message.ts';
import type { Executor } from '../sql/executor.ts';
import { SqlMessages } from '../sql/messages.ts';
import type { Check } from './check.ts';
import { change, select } from './maintenance.ts';

/** Rows are read in pages of so many: the whole table may not fit into memory. */
const PAGE = 500;

interface ReactionFault {
  id: string;
  stored: string;
  counted: ReactionSummary[];
}

/** What a message shows of its reactions against the reactions themselves. */
export const checkReactions: Check = {
  name: 'reaction summaries',
  async find(executor) {
    const faults: string[] = [];
    for await (const { id, stored, counted } of wrongReactions(executor)) {
      faults.push(`messages ${id}: reactions are ${stored}, the rows say ${describe(counted)}`);
    }
    return faults;
  },
  async repair(executor) {
    for await (const { id, counted } of wrongReactions(executor)) {
      const text = counted.length === 0 ? null : JSON.stringify(counted);
      await change(executor, sql`update messages set reactions = ${text} where id = ${id}`);
    }
  },
};

async function* wrongReactions(executor: Executor): AsyncGenerator<ReactionFault> {
  const messages = new SqlMessages(executor, 0);
  for (let after = ''; ; ) {
    const page = await select<{ id: string; reactions: string | null }>(
      executor,
      sql`select id, reactions from messages where id > ${after}
        and (reactions is not null or exists (select 1 from reactions where reactions.message_id = messages.id))
        order by id limit ${PAGE}`,
    );
    for (const { id, reactions } of page) {
      const counted = await messages.reactionsOf(id);
      const stored = describe(reactions === null ? [] : (JSON.parse(reactions) as ReactionSummary[]));
      if (stored !== describe(counted)) yield { id, stored, counted };
    }
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}

function describe(summaries: readonly ReactionSummary[]): string {
  const parts = summaries.map(({ emoji, count }) => `${emoji} ${count}`).sort();
  return parts.length === 0 ? 'none' : parts.join(', ');
}

interface MentionFault {
  conversationId: string;
  seq: number;
  userId: string;
  /** Whether the row is missing; otherwise it is there without a mention. */
  missing: boolean;
}

/** The rows that mentions are counted from against what the messages say; who mentions themselves is not told. */
export const checkMentions: Check = {
  name: 'mentions',
  async find(executor) {
    const faults: string[] = [];
    for await (const { conversationId, seq, userId, missing } of wrongMentions(executor)) {
      const what = missing ? `lacks the mention of ${userId}` : `has a mention of ${userId} that it does not hold`;
      faults.push(`messages ${conversationId}/${seq}: ${what}`);
    }
    return faults;
  },
  async repair(executor) {
    for await (const { conversationId, seq, userId, missing } of wrongMentions(executor)) {
      await change(
        executor,
        missing
          ? sql`insert into mentions (user_id, conversation_id, seq) values (${userId}, ${conversationId}, ${seq})`
          : sql`delete from mentions where user_id = ${userId} and conversation_id = ${conversationId} and seq = ${seq}`,
      );
    }
  },
};

async function* wrongMentions(executor: Executor): AsyncGenerator<MentionFault> {
  for (let after = ''; ; ) {
    const page = await select<{
      id: string;
      conversation_id: string;
      seq: number;
      sender_id: string;
      mentions: string | null;
    }>(
      executor,
      sql`select id, conversation_id, seq, sender_id, mentions from messages where id > ${after}
        and (mentions is not null or exists (select 1 from mentions as held
          where held.conversation_id = messages.conversation_id and held.seq = messages.seq))
        order by id limit ${PAGE}`,
    );
    for (const row of page) {
      const wanted = new Set(
        (JSON.parse(row.mentions ?? '[]') as string[]).filter((userId) => userId !== row.sender_id),
      );
      const held = await heldMentions(executor, row.conversation_id, row.seq);
      const place = { conversationId: row.conversation_id, seq: row.seq };
      for (const userId of wanted) if (!held.has(userId)) yield { ...place, userId, missing: true };
      for (const userId of held) if (!wanted.has(userId)) yield { ...place, userId, missing: false };
    }
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}

async function heldMentions(executor: Executor, conversationId: string, seq: number): Promise<Set<string>> {
  const rows = await select<{ user_id: string }>(
    executor,
    sql`select user_id from mentions where conversation_id = ${conversationId} and seq = ${seq}`,
  );
  return new Set(rows.map((row) => row.user_id));
}
