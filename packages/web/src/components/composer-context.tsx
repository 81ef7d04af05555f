import type { ConversationHandle, MessageView } from '@parlance/client';
import { toPreview } from '../lib/preview.ts';
import { nameOf } from '../state/people.ts';
import { useStore } from '../state/use-store.ts';
import { strings } from '../strings/strings.ts';
import { Icon } from './icon.tsx';
import { IconButton } from './icon-button.tsx';
import type { Mode } from './use-composer.ts';

interface Props {
  handle: ConversationHandle;
  mode: Mode;
  onCancel(): void;
}

/** Above the field: which message is answered or edited, and the way out of it. */
export function ComposerContext({ handle, mode, onCancel }: Props) {
  if (mode.kind === 'new') return null;
  return (
    <div class="composer-context" data-testid="composer-context">
      <Icon name={mode.kind === 'edit' ? 'edit' : 'reply'} size={18} />
      <div>
        <strong>{mode.kind === 'edit' ? strings.editing : strings.replyingTo(nameOf(mode.view.sender_id))}</strong>
        <span dir="auto">
          <Now handle={handle} view={mode.view} />
        </span>
      </div>
      <IconButton icon="close" label={strings.cancel} onClick={onCancel} />
    </div>
  );
}

/** The message as it stands now: it may have been edited or deleted since it was chosen. */
function Now({ handle, view }: { handle: ConversationHandle; view: MessageView }) {
  const messages = useStore(handle.messages);
  return <>{toPreview(messages.find((one) => one.id === view.id) ?? view)}</>;
}
