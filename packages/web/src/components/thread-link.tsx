import type { MessageView } from '@parlance/client';
import { openThread } from '../state/layers.ts';
import { strings } from '../strings/strings.ts';
import { Icon } from './icon.tsx';

/** How many replies a message has in its thread; a click opens it. */
export function ThreadLink({ view }: { view: MessageView }) {
  return (
    <p class="row-note">
      <button type="button" class="quiet-button" data-testid="thread-link" onClick={() => openThread(view)}>
        <Icon name="thread" size={16} />
        {strings.threadReplies(view.reply_count)}
      </button>
    </p>
  );
}
