import type { Capabilities } from '../../capabilities.ts';

/** What language models were used for in each month, and who wants to be answered by which. */
export function ai({ textType: text }: Capabilities): string[] {
  return [
    `create table ai_usage (
      holder ${text} not null, month ${text} not null, paid_by ${text} not null,
      requests bigint not null, input_tokens bigint not null, output_tokens bigint not null,
      primary key (holder, month, paid_by))`,
    `create table ai_choices (user_id ${text} primary key, provider ${text} not null)`,
  ];
}
