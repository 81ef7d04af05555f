import type { MessageView } from '@parlance/client';
import { findModeration } from '../lib/annotations.ts';
import { openAbout } from '../state/layers.ts';
import { strings } from '../strings/strings.ts';
import { Icon } from './icon.tsx';

/** Below a message that is flagged, covered, held back or removed: why, and for its author the way to object. */
export function ModerationNote({ view, mine }: { view: MessageView; mine: boolean }) {
  const mark = findModeration(view);
  const standing = mark === undefined ? undefined : strings.standings[mark.state];
  // Who may not know more is told by the bubble itself.
  if (mark === undefined || standing === undefined || mark.caseId === null) return null;
  const why = mark.categories.map((category) => strings.categories[category] ?? category).join(', ');
  const appealable = mine && mark.appeal === null && mark.state !== 'held';
  return (
    <p class="row-note moderation-note" data-testid="moderation-note" data-state={mark.state}>
      <Icon name="shield" size={15} />
      <span>
        {why === '' ? standing : `${standing}: ${why}`}
        {mark.note !== null && <span class="moderation-words"> “{mark.note}”</span>}
        {mine && mark.appeal !== null && ` ${strings.appealStates[mark.appeal]}`}
        {appealable && (
          <>
            {' '}
            <button type="button" class="link-button" data-testid="appeal" onClick={() => openAbout('appeal', view)}>
              {strings.appeal}
            </button>
          </>
        )}
      </span>
    </p>
  );
}
