import type { Capabilities } from '../../capabilities.ts';

/** Into what a conversation is translated for one member; only few have a word on it, so the index holds only those. */
export function translateTo({ textType: text }: Capabilities): string[] {
  return [
    `alter table members add column translate_to ${text}`,
    `create index members_translate_to on members (user_id) where translate_to is not null`,
  ];
}
