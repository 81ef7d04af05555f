import type { LiveAnswer, MessageView } from '@parlance/client';
import { useMemo } from 'preact/hooks';
import type { Row } from '../lib/message-rows.ts';
import { toTick, type Watermarks } from '../lib/ticks.ts';
import { toDayHeading } from '../lib/times.ts';
import { minute } from '../state/clock.ts';
import { findUser, nameOf } from '../state/people.ts';
import { strings } from '../strings/strings.ts';
import { LiveAnswerRow } from './live-answer-row.tsx';
import type { MessageActions } from './message-actions.ts';
import { MessageRow } from './message-row.tsx';

/** A line below one message: who has read it, or what went wrong with it. */
export interface RowNote {
  viewId: string;
  text: string;
  problem: boolean;
}

interface Props {
  rows: readonly Row[];
  messages: readonly MessageView[];
  answers: readonly LiveAnswer[];
  marks: Watermarks;
  myId: string;
  many: boolean;
  mayManage: boolean;
  writable: boolean;
  note: RowNote | null;
  flashedSeq: number | null;
  actions: MessageActions;
}

/** The lines of the conversation: days, the divider before what is new, messages. */
export function MessageRows({ rows, messages, answers, marks, note, flashedSeq, ...rest }: Props) {
  const byId = useMemo(() => new Map(messages.map((view) => [view.id, view])), [messages]);
  const lastId = messages.at(-1)?.id;
  return (
    <ol class="rows" aria-label={strings.messages}>
      {rows.map((row) => {
        if (row.kind === 'day') {
          return (
            <li key={row.key} class="day">
              <DayHeading at={row.at} />
            </li>
          );
        }
        if (row.kind === 'new') {
          return (
            <li key={row.key} class="divider" data-divider data-testid="new-divider">
              <span>{strings.newMessages}</span>
            </li>
          );
        }
        const { view } = row;
        const noted = note?.viewId === view.id ? note : undefined;
        return (
          <MessageRow
            key={row.key}
            rowKey={row.key}
            view={view}
            first={row.first}
            last={row.last}
            sender={findUser(view.sender_id)}
            tick={toTick(view, marks)}
            answer={answers.find((answer) => answer.message_id === view.id)}
            newest={view.id === lastId}
            replied={view.reply_to === null ? undefined : byId.get(view.reply_to)}
            note={noted?.problem === false ? noted.text : undefined}
            problem={noted?.problem === true ? noted.text : undefined}
            flashed={view.status === 'sent' && view.seq === flashedSeq}
            {...rest}
          />
        );
      })}
      {answers.map(
        (answer) =>
          (answer.message_id === null || answer.failed) && (
            <LiveAnswerRow
              key={answer.id}
              answer={answer}
              name={nameOf(answer.sender_id)}
              many={rest.many}
              mayStop={answer.asker_id === rest.myId || rest.mayManage}
              onStop={rest.actions.stopAnswer}
            />
          ),
      )}
    </ol>
  );
}

/** On its own, so that at midnight nothing else is drawn again. */
function DayHeading({ at }: { at: number }) {
  return <span>{toDayHeading(at, minute.value)}</span>;
}
