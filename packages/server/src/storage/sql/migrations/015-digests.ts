import type { Capabilities } from '../../capabilities.ts';

/** What was said in a conversation up to a seq, in short, as one person sees it. */
export function digests({ textType: text }: Capabilities): string[] {
  return [
    `create table digests (
      conversation_id ${text} not null,
      user_id ${text} not null,
      up_to_seq bigint not null,
      engine ${text} not null,
      text ${text} not null,
      created_at bigint not null,
      primary key (conversation_id, user_id)
    )`,
  ];
}
