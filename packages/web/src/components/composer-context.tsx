import { toPreview } from '../lib/preview.ts';
import { nameOf } from '../state/people.ts';
import { strings } from '../strings/strings.ts';
import { Icon } from './icon.tsx';
import { IconButton } from './icon-button.tsx';
import type { Mode } from './use-composer.ts';

/** Above the field: which message is answered or edited, and the way out of it. */
export function ComposerContext({ mode, onCancel }: { mode: Mode; onCancel(): void }) {
  if (mode.kind === 'new') return null;
  return (
    <div class="composer-context" data-testid="composer-context">
      <Icon name={mode.kind === 'edit' ? 'edit' : 'reply'} size={18} />
      <div>
        <strong>{mode.kind === 'edit' ? strings.editing : strings.replyingTo(nameOf(mode.view.sender_id))}</strong>
        <span dir="auto">{toPreview(mode.view)}</span>
      </div>
      <IconButton icon="close" label={strings.cancel} onClick={onCancel} />
    </div>
  );
}
