import type { MessageView } from '@parlance/client';
import { findAnswerMark } from '../lib/annotations.ts';
import { describeAbsence } from '../lib/preview.ts';
import type { MentionName } from '../lib/text-parts.ts';
import type { Tick } from '../lib/ticks.ts';
import { toClock, toFullTime } from '../lib/times.ts';
import { findUser } from '../state/people.ts';
import { useShownText } from '../state/translations.ts';
import { strings } from '../strings/strings.ts';
import { AnswerText } from './answer-text.tsx';
import { Icon } from './icon.tsx';
import { MediaAttachment } from './media-attachment.tsx';
import { Quote } from './quote.tsx';
import { RichText } from './rich-text.tsx';
import { TickMark } from './tick.tsx';

interface Props {
  view: MessageView;
  mine: boolean;
  myId: string;
  name: string;
  tick: Tick;
  replied: MessageView | undefined;
}

/** What was said, with time, marks and ticks at its end; or the tombstone of what was. */
export function MessageBubble({ view, mine, myId, name, tick, replied }: Props) {
  const gone = view.deleted_at !== null || view.content === null;
  return (
    <div class={gone ? 'bubble bubble-gone' : 'bubble'}>
      <span class="visually-hidden">{mine ? strings.you : name}: </span>
      {view.forwarded_from !== null && !gone && <span class="forwarded">{strings.forwarded}</span>}
      {!gone && view.content !== null && view.content.media_id !== undefined && (
        <MediaAttachment view={view} content={view.content} />
      )}
      {view.reply_to !== null && !gone && !isAnswer(view) && <Quote messageId={view.reply_to} loaded={replied} />}
      <span class="bubble-text" dir="auto" data-testid="message-text">
        {gone ? describeAbsence(view) : <Said view={view} myId={myId} />}
      </span>
      <span class="bubble-meta">
        {view.pinned_at !== null && <Icon name="pin" size={12} />}
        {view.edited_at !== null && !gone && (
          <span title={toFullTime(view.edited_at)} data-testid="edited">
            {strings.edited}
          </span>
        )}
        <time dateTime={new Date(view.created_at).toISOString()} title={toFullTime(view.created_at)}>
          {toClock(view.created_at)}
        </time>
        {mine && !gone && <TickMark tick={tick} />}
      </span>
    </div>
  );
}

function Said({ view, myId }: { view: MessageView; myId: string }) {
  const text = useShownText(view);
  if (text === undefined) return view.content?.media_id === undefined ? <em>{strings.unknownContent}</em> : null;
  if (isAnswer(view)) return <AnswerText text={text} />;
  return <RichText text={text} mentions={view.mentions.flatMap(toNames)} myId={myId} />;
}

/** In the chat with an assistant it is plain what it answers. */
function isAnswer(view: MessageView): boolean {
  return findAnswerMark(view) !== undefined;
}

function toNames(userId: string): MentionName[] {
  const user = findUser(userId);
  if (user === undefined) return [];
  const names = [user.display_name, ...(user.user_name === null ? [] : [user.user_name])];
  return names.map((name) => ({ userId, name }));
}
