import type { MessageView } from '@parlance/client';
import { findAnswerMark } from '../lib/annotations.ts';
import { strings } from '../strings/strings.ts';
import { Icon } from './icon.tsx';

interface Props {
  view: MessageView;
  myId: string;
  newest: boolean;
  onRegenerate(view: MessageView): void;
}

/** Below an answer: whether something is missing of it, and the way to another one for who asked. */
export function AnswerNote({ view, myId, newest, onRegenerate }: Props) {
  const mark = findAnswerMark(view);
  if (mark === undefined) return null;
  const broken = mark.state !== 'complete';
  const offered = mark.asker_id === myId && (newest || broken);
  const said = describe(mark.state, mark.reason);
  if (said === null && !offered) return null;
  return (
    <p class="row-note answer-note">
      {said !== null && <span data-testid="answer-state">{said}</span>}
      {offered && (
        <button type="button" class="quiet-button" data-testid="regenerate" onClick={() => onRegenerate(view)}>
          <Icon name="again" size={16} />
          {strings.regenerate}
        </button>
      )}
    </p>
  );
}

function describe(state: 'complete' | 'stopped' | 'incomplete', reason: string | null): string | null {
  if (state === 'stopped') return strings.answerStopped;
  if (state === 'incomplete') return [strings.answerIncomplete, reason].filter(Boolean).join(' ');
  return reason;
}
