import type { ConversationHandle, ConversationState } from '@parlance/client';
import type { Result } from '@parlance/protocol';
import { useState } from 'preact/hooks';
import { useAction } from '../lib/use-action.ts';
import { jump } from '../state/jump.ts';
import { nameOf } from '../state/people.ts';
import { strings } from '../strings/strings.ts';
import { Icon } from './icon.tsx';
import { IconButton } from './icon-button.tsx';
import { ProblemNote } from './problem.tsx';

type Digest = Result<'conversations.catch_up'>;

/** From so many unread messages on a summary is worth more than scrolling. */
const MANY = 15;

/** Where much was missed: a button, then what it was about, and who made that summary. */
export function CatchUp({ handle, state }: { handle: ConversationHandle; state: ConversationState }) {
  const [digest, setDigest] = useState<Digest | null>(null);
  const ask = useAction(async () => setDigest(await handle.catchUp()));
  if (digest !== null) return <Card digest={digest} handle={handle} onClose={() => setDigest(null)} />;
  if (state.unread < MANY) return null;
  return (
    <div class="catch-up-bar">
      <span>{strings.missed(state.unread)}</span>
      <button type="button" class="button" disabled={ask.busy} data-testid="catch-up" onClick={() => void ask.run()}>
        <Icon name="spark" size={16} />
        {strings.catchUp}
      </button>
      <ProblemNote error={ask.error} />
    </div>
  );
}

function Card({ digest, handle, onClose }: { digest: Digest; handle: ConversationHandle; onClose(): void }) {
  const engine = [strings.madeBy[digest.engine], digest.reason].filter(Boolean).join('. ');
  return (
    <section class="catch-up-card" aria-label={strings.catchUpTitle} data-testid="catch-up-card">
      <header>
        <h2>{strings.catchUpTitle}</h2>
        <IconButton icon="close" label={strings.close} onClick={onClose} />
      </header>
      <div class="catch-up-body">
        <p class="catch-up-summary" dir="auto" role="status">
          {digest.from_seq === 0 ? strings.nothingMissed : digest.summary}
        </p>
        {!digest.complete && <p class="panel-hint">{strings.notAllRead}</p>}
        <Points title={strings.mentionsOfMe} points={digest.mentions} handle={handle} />
        <Points title={strings.openQuestions} points={digest.questions} handle={handle} />
        {digest.engine === 'model' && (
          <Points title={strings.highlightsTitle} points={digest.highlights} handle={handle} />
        )}
        <p class="panel-hint" data-testid="catch-up-engine">
          {engine}
        </p>
      </div>
    </section>
  );
}

interface PointsProps {
  title: string;
  points: Digest['mentions'];
  handle: ConversationHandle;
}

function Points({ title, points, handle }: PointsProps) {
  if (points.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul>
        {points.map((point) => (
          <li key={point.message_id}>
            <button
              type="button"
              class="catch-up-point"
              onClick={() => {
                jump.value = { conversationId: handle.id, seq: point.seq };
              }}
            >
              <strong>{nameOf(point.sender_id)}</strong> <span dir="auto">{point.text}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
