import type { Capabilities } from '../../capabilities.ts';

/**
 * `messages.search_text` holds tokens with a space between them (core/search/tokens.ts). PostgreSQL indexes it in place;
 * for SQLite a thread keeps an index file of its own (storage/sqlite/search-index.ts) and reads here what changed.
 */
export function search({ database }: Capabilities): string[] {
  return database === 'sqlite' ? sqliteSearch : postgresSearch;
}

/** One row for each message whose text was ever changed or that was deleted, with a number that only grows. */
const sqliteSearch = [
  `create table search_changes (change integer primary key autoincrement, message_row integer not null unique)`,
  `create trigger messages_search_change after update of search_text on messages
    when old.search_text is not new.search_text
    begin insert or replace into search_changes (message_row) values (new.rowid); end`,
  `create trigger messages_search_deletion after delete on messages
    begin insert or replace into search_changes (message_row) values (old.rowid); end`,
];

/** Trigrams find what stands inside words. Without the right to add the extension, beginnings of words are found. */
const postgresSearch = [
  `create index messages_words on messages using gin (array_to_tsvector(string_to_array(search_text, ' ')))`,
  `do $$ begin
    create extension if not exists pg_trgm;
    create index messages_parts on messages using gin (search_text gin_trgm_ops);
  exception when insufficient_privilege or undefined_file or feature_not_supported or undefined_object then
    raise notice 'pg_trgm is not available: search finds beginnings of words only';
  end $$`,
];
