import type { LiveAnswer } from '@parlance/client';
import { strings } from '../strings/strings.ts';
import { AnswerText } from './answer-text.tsx';
import { Icon } from './icon.tsx';

/** What an assistant has said so far. Its words are not read aloud one by one: the whole answer is, when it is there. */
export function LiveBubble({ answer, name }: { answer: LiveAnswer; name: string }) {
  return (
    <div class="bubble bubble-live" aria-busy="true" data-testid="live-answer">
      <span class="visually-hidden">{strings.answering(name)}</span>
      <span class="bubble-text" dir="auto" aria-hidden="true" data-testid="live-text">
        <AnswerText text={answer.text} />
        <span class={answer.text === '' ? 'caret caret-alone' : 'caret'} />
      </span>
    </div>
  );
}

interface StopProps {
  answer: LiveAnswer;
  mayStop: boolean;
  onStop(answer: LiveAnswer): void;
}

export function StopAnswer({ answer, mayStop, onStop }: StopProps) {
  if (!mayStop) return null;
  return (
    <p class="row-note">
      <button type="button" class="quiet-button" data-testid="stop-answer" onClick={() => onStop(answer)}>
        <Icon name="stop" size={16} />
        {strings.stopAnswer}
      </button>
    </p>
  );
}
