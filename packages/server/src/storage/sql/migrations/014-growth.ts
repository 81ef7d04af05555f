import type { Capabilities } from '../../capabilities.ts';

/**
 * What would otherwise be looked for in every row: members in the order in which they joined, and people by a later word of
 * their display name. `name_endings` holds each name from its second, third … word on.
 */
export function growth({ textType: text, database }: Capabilities): string[] {
  const placeOfSpace = database === 'sqlite' ? 'instr' : 'strpos';
  const afterSpace = (column: string) => `substr(${column}, ${placeOfSpace}(${column}, ' ') + 1)`;
  const hasSpace = (column: string) => `${placeOfSpace}(${column}, ' ') > 0`;
  return [
    `create index members_joined on members (conversation_id, state, joined_at, user_id)`,
    `create table name_endings (
      ending ${text} not null, user_id ${text} not null, primary key (ending, user_id))`,
    `create index name_endings_user on name_endings (user_id)`,
    `insert into name_endings (ending, user_id)
      with recursive cut (ending, user_id) as (
        select ${afterSpace('display_name_key')}, id from users where ${hasSpace('display_name_key')}
        union select ${afterSpace('ending')}, user_id from cut where ${hasSpace('ending')})
      select ending, user_id from cut where ending <> ''`,
  ];
}
