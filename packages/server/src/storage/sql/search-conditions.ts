import { type RawBuilder, sql } from 'kysely';
import type { SearchQuery, SearchTerm, SearchTrait } from '../../core/search/search-store.ts';
import { standsAlone } from '../../core/search/tokens.ts';
import { literalPattern } from './text.ts';

type Condition = RawBuilder<boolean>;

/** The join that makes every search one over the searcher’s own conversations. `messages` stands before it. */
export function ownMembership(userId: string): RawBuilder<unknown> {
  return sql`join members as own on own.conversation_id = messages.conversation_id
    and own.user_id = ${userId} and own.state = 'active'`;
}

/** Of more conversations an index is not asked for any of them. */
export const MOST_SCOPED = 1_000;

/** Those of the searcher’s conversations that are meant, or one more than `MOST_SCOPED`. Nothing of others may even count. */
export function ownConversations(userId: string, { conversationIds: meant }: SearchQuery): RawBuilder<unknown> {
  return sql`select conversation_id as id from members where user_id = ${userId} and state = 'active'
    and ${meant === null ? sql`true` : sql`conversation_id in (${sql.join(meant)})`} limit ${MOST_SCOPED + 1}`;
}

/** Everything a hit must be, beside holding the words; with `messages` and `own` in scope. */
export function conditionsOf(userId: string, query: SearchQuery): RawBuilder<unknown> {
  const conditions: Condition[] = [
    sql`messages.content is not null`,
    sql`not exists (select 1 from hidden where hidden.user_id = ${userId} and hidden.message_id = messages.id)`,
  ];
  if (query.fromUserIds !== null) conditions.push(sql`messages.sender_id in (${sql.join(query.fromUserIds)})`);
  if (query.conversationIds !== null) {
    conditions.push(sql`messages.conversation_id in (${sql.join(query.conversationIds)})`);
  }
  if (query.notFromUserIds.length > 0)
    conditions.push(sql`messages.sender_id not in (${sql.join(query.notFromUserIds)})`);
  if (query.notConversationIds.length > 0) {
    conditions.push(sql`messages.conversation_id not in (${sql.join(query.notConversationIds)})`);
  }
  if (query.before !== null) conditions.push(sql`messages.created_at < ${query.before}`);
  if (query.after !== null) conditions.push(sql`messages.created_at >= ${query.after}`);
  if (query.unread === true) conditions.push(sql`messages.seq > own.read_seq`);
  if (query.unread === false) conditions.push(sql`messages.seq <= own.read_seq`);
  for (const trait of query.has) conditions.push(traits[trait]);
  for (const trait of query.notHas) conditions.push(sql`not (${traits[trait]})`);
  for (const tokens of query.notTerms) conditions.push(sql`not (${holdsPhrase(tokens, false)})`);
  return sql.join(conditions, sql` and `);
}

/** Whether the tokens stand next to each other; `open`: the last may be the beginning of a longer one. */
export function holdsPhrase(tokens: readonly string[], open: boolean): Condition {
  const phrase = literalPattern(` ${tokens.join(' ')}${open ? '' : ' '}`);
  return sql`(' ' || coalesce(messages.search_text, '') || ' ') like ${phrase} escape '!'`;
}

/** Whether all terms stand there as words, or where they may go on as beginnings of words. */
export function heldAs(terms: readonly SearchTerm[], what: 'words' | 'beginnings'): Condition {
  const held = terms.map((term) => holdsPhrase(term.tokens, what === 'beginnings' && mayGoOn(term)));
  return sql`(${sql.join(held, sql` and `)})`;
}

/** Whether longer words that begin with it are meant, too. */
export function mayGoOn({ tokens, open }: SearchTerm): boolean {
  return open && !standsAlone(tokens.at(-1) as string);
}

/** In the text of a JSON value every quote is escaped, so that these can only be fields of the content itself. */
const ofType = (type: string): Condition => sql`messages.content like ${`%"type":"${type}"%`}`;

const traits: Record<SearchTrait, Condition> = {
  link: sql`(lower(messages.content) like '%http://_%' or lower(messages.content) like '%https://_%')`,
  image: ofType('image'),
  audio: ofType('audio'),
  video: ofType('video'),
  file: ofType('file'),
  reaction: sql`messages.reactions is not null`,
  pin: sql`messages.pinned_at is not null`,
};
