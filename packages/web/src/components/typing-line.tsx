import type { ConversationHandle } from '@parlance/client';
import { nameOf } from '../state/people.ts';
import { useStore } from '../state/use-store.ts';
import { strings } from '../strings/strings.ts';

/** Who types now. The line keeps its place while nobody does, so that nothing jumps. */
export function TypingLine({ handle }: { handle: ConversationHandle }) {
  const typing = useStore(handle.typing);
  return (
    <div class="typing-line" aria-live="polite">
      {typing.length > 0 && (
        <span class="typing" data-testid="typing">
          <span class="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {strings.typing(typing.map(nameOf))}
        </span>
      )}
    </div>
  );
}
