import type { Capabilities } from '../../capabilities.ts';

/** What was translated before, by the hash of the original. */
export function translations({ textType: text }: Capabilities): string[] {
  return [
    `create table translations (
      text_hash ${text} not null, source ${text} not null, target ${text} not null, engine ${text} not null,
      text ${text} not null, found_source ${text}, created_at bigint not null,
      primary key (text_hash, target, engine, source))`,
  ];
}
