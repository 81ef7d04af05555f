import type { LiveAnswer } from '@parlance/client';
import { faceColourOf } from '../lib/faces.ts';
import { strings } from '../strings/strings.ts';
import { Avatar } from './avatar.tsx';
import { LiveBubble, StopAnswer } from './live-bubble.tsx';

interface Props {
  answer: LiveAnswer;
  name: string;
  many: boolean;
  mayStop: boolean;
  onStop(answer: LiveAnswer): void;
}

/** An answer that is not a message yet, at the end of the list. */
export function LiveAnswerRow({ answer, name, many, mayStop, onStop }: Props) {
  return (
    <li class="row row-theirs row-first row-last" data-key={answer.id}>
      {many && (
        <span class="row-face">
          <Avatar id={answer.sender_id} name={name} size="small" icon="spark" />
        </span>
      )}
      <div class="row-main">
        {many && <span class={`row-name face-ink-${faceColourOf(answer.sender_id)}`}>{name}</span>}
        {answer.failed ? (
          <p class="row-note problem" role="alert">
            {strings.answerFailed(name)}
          </p>
        ) : (
          <>
            <LiveBubble answer={answer} name={name} />
            <StopAnswer answer={answer} mayStop={mayStop} onStop={onStop} />
          </>
        )}
      </div>
    </li>
  );
}
