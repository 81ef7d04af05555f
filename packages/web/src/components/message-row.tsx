import type { LiveAnswer, MessageView } from '@parlance/client';
import type { User } from '@parlance/protocol';
import { useState } from 'preact/hooks';
import { faceColourOf } from '../lib/faces.ts';
import { memo } from '../lib/memo.ts';
import { describeRefusal } from '../lib/problems.ts';
import type { Tick } from '../lib/ticks.ts';
import { strings } from '../strings/strings.ts';
import { AnswerNote } from './answer-note.tsx';
import { Avatar } from './avatar.tsx';
import { LiveBubble, StopAnswer } from './live-bubble.tsx';
import type { MessageActions } from './message-actions.ts';
import { MessageBubble } from './message-bubble.tsx';
import { MessageTools } from './message-tools.tsx';
import { ModerationNote } from './moderation-note.tsx';
import { Reactions } from './reactions.tsx';
import { ThreadLink } from './thread-link.tsx';
import { TranslationNote } from './translation-note.tsx';

export interface MessageRowProps {
  rowKey: string;
  view: MessageView;
  first: boolean;
  last: boolean;
  myId: string;
  sender: User | undefined;
  /** In groups and rooms: faces and names stand beside what others write. */
  many: boolean;
  tick: Tick;
  mayManage: boolean;
  writable: boolean;
  replied: MessageView | undefined;
  /** The answer that is being written in its place. */
  answer: LiveAnswer | undefined;
  newest: boolean;
  note: string | undefined;
  problem: string | undefined;
  flashed: boolean;
  actions: MessageActions;
}

/** One message with its face, bubble, reactions and tools. Drawn again only when one of its properties changes. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { view, myId, many, sender, actions, tick } = props;
  const [active, setActive] = useState(false);
  const mine = view.sender_id === myId;
  const live = view.status === 'sent' && view.deleted_at === null;
  const name = sender?.display_name ?? strings.someone;
  return (
    <li
      class={toClass(props, mine)}
      // One row stands in the order of the Tab key; from there the arrow keys lead to the others.
      tabIndex={props.newest ? 0 : -1}
      data-item
      data-key={props.rowKey}
      data-seq={view.status === 'sent' ? view.seq : undefined}
      data-testid="message"
      data-message-id={view.id}
      data-status={view.status}
      onPointerEnter={() => setActive(true)}
      onPointerLeave={(event) => setActive(event.currentTarget.contains(document.activeElement))}
      onFocusIn={() => setActive(true)}
      onFocusOut={(event) => setActive(event.currentTarget.contains(event.relatedTarget as Node | null))}
    >
      {many && !mine && (
        <span class="row-face">
          {props.last && (
            <Avatar id={view.sender_id} name={name} size="small" icon={sender?.kind === 'bot' ? 'spark' : undefined} />
          )}
        </span>
      )}
      <div class="row-main">
        {many && !mine && props.first && (
          <span class={`row-name face-ink-${faceColourOf(view.sender_id)}`}>{name}</span>
        )}
        <div class="row-bubble">
          {props.answer === undefined || props.answer.failed ? (
            <MessageBubble view={view} mine={mine} myId={myId} name={name} tick={tick} replied={props.replied} />
          ) : (
            <LiveBubble answer={props.answer} name={name} />
          )}
          {active && live && props.writable && view.content !== null && (
            <MessageTools view={view} mine={mine} myId={myId} mayManage={props.mayManage} actions={actions} />
          )}
        </div>
        <Reactions
          reactions={view.reactions}
          myId={myId}
          onToggle={(emoji, reacted) => actions.react(view, emoji, reacted)}
        />
        {props.answer !== undefined && !props.answer.failed && (
          <StopAnswer answer={props.answer} mayStop={props.answer.asker_id === myId} onStop={actions.stopAnswer} />
        )}
        {live && props.answer === undefined && (
          <AnswerNote view={view} myId={myId} newest={props.newest} onRegenerate={actions.regenerate} />
        )}
        {live && view.content !== null && <TranslationNote view={view} />}
        {live && <ModerationNote view={view} mine={mine} />}
        {live && view.reply_count > 0 && <ThreadLink view={view} />}
        {view.status === 'failed' && <Failure view={view} actions={actions} />}
        {props.note !== undefined && <p class="row-note">{props.note}</p>}
        {props.problem !== undefined && (
          <p class="row-note problem" role="alert">
            {props.problem}
          </p>
        )}
      </div>
    </li>
  );
});

function Failure({ view, actions }: { view: MessageView; actions: MessageActions }) {
  return (
    <p class="row-note problem" role="alert" data-testid="send-failed">
      {strings.notSent} {view.error && describeRefusal(view.error)}{' '}
      <button type="button" class="link-button" data-testid="retry" onClick={() => actions.retry(view)}>
        {strings.retry}
      </button>
      {' · '}
      <button type="button" class="link-button" onClick={() => actions.discard(view)}>
        {strings.discard}
      </button>
    </p>
  );
}

function toClass({ first, last, flashed, view }: MessageRowProps, mine: boolean): string {
  return [
    'row',
    mine ? 'row-mine' : 'row-theirs',
    first && 'row-first',
    last && 'row-last',
    flashed && 'row-flash',
    view.status !== 'sent' && `row-${view.status}`,
  ]
    .filter(Boolean)
    .join(' ');
}
