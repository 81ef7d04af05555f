import type { Capabilities } from '../../capabilities.ts';

/**
 * PostgreSQL: all words that messages hold, each once, with an index of their trigrams (`storage/postgres/word-list.ts`). The
 * trigrams of every message took a third of what it costs the database; most messages bring no word that is not there yet.
 * New and changed messages are found by `gpos`, so the list is filled beside the running server. Without the right to add the
 * extension it is read from end to end.
 */
export function wordList({ database, textType: text }: Capabilities): string[] {
  if (database === 'sqlite') return [];
  return [
    'drop index if exists messages_parts',
    'create index messages_by_gpos on messages (gpos)',
    `create table search_words (word ${text} primary key, round integer not null)`,
    `do $$ begin
      create index search_words_parts on search_words using gin (word gin_trgm_ops);
    exception when undefined_object then
      raise notice 'pg_trgm is not available: what stands inside words is found more slowly';
    end $$`,
  ];
}
