import type { Capabilities } from '../../capabilities.ts';

/**
 * PostgreSQL: what is inserted gathers in a list of the index of words, and whoever fills it waits until the index has taken it in
 * (PostgreSQL manual, "GIN Fast Update Technique"). With 4 MB, the default, one batch of messages every few seconds waited for
 * 80 to 130 ms; with 256 kB, more often, for some 5, and the database's work is the same.
 */
export function shortLists({ database }: Capabilities): string[] {
  return database === 'sqlite' ? [] : ['alter index messages_words set (gin_pending_list_limit = 256)'];
}
