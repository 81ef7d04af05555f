import type { Capabilities } from '../../capabilities.ts';

/** Answers that are being written, so that neither a crash nor another node loses what was said so far. */
export function answers({ textType: text }: Capabilities): string[] {
  return [
    `create table answer_streams (
      id ${text} primary key,
      conversation_id ${text} not null,
      question_id ${text} not null,
      sender_id ${text} not null,
      asker_id ${text} not null,
      message_id ${text},
      text ${text} not null,
      stopped_by ${text},
      updated_at bigint not null
    )`,
    `create index answer_streams_message on answer_streams (message_id) where message_id is not null`,
  ];
}
