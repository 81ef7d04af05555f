import type { Capabilities } from '../../capabilities.ts';

/**
 * What was committed in the last minutes, for other nodes; only where several processes may write. `n` is taken at the
 * end of a transaction, when it holds all its locks, so it rises with every change of the same row.
 */
export function commits({ database, textType: text }: Capabilities): string[] {
  if (database === 'sqlite') return [];
  return [
    `create table commits (
      gpos bigint primary key,
      n bigint generated always as identity,
      batch ${text} not null,
      at bigint not null default (extract(epoch from now()) * 1000)::bigint
    )`,
    `insert into meta (key, value) values ('commits_pruned', '0')`,
  ];
}
