import type { ConversationHandle, ConversationState } from '@parlance/client';
import { useDebounced } from '../lib/use-debounced.ts';
import { useQuery } from '../lib/use-query.ts';
import { drafts } from '../state/drafts.ts';
import { assistantOf } from '../state/people.ts';
import { suggesting } from '../state/suggesting.ts';
import { strings } from '../strings/strings.ts';

interface Props {
  handle: ConversationHandle;
  state: ConversationState;
  myId: string;
  onSent(): void;
}

/** While messages still pour in nobody chooses an answer. */
const WAIT_MS = 700;

/** Short replies to choose from, where that is switched on and the last word is somebody else’s. */
export function SuggestedReplies({ handle, state, myId, onSent }: Props) {
  const last = state.lastMessage;
  const wanted =
    suggesting.value && last !== null && last.sender_id !== myId && assistantOf(state) === undefined && last.content;
  const key = useDebounced(wanted ? `${last.id} ${last.rev}` : null, WAIT_MS);
  const found = useQuery(key, () => handle.suggestReplies());
  const isCurrent = wanted && key === `${last.id} ${last.rev}` && found.data?.message_id === last.id;
  const replies = isCurrent ? (found.data?.replies ?? []) : [];
  if (replies.length === 0 || drafts.value.has(handle.id)) return null;
  return (
    <fieldset class="suggestions" aria-label={strings.suggestedReplies} data-testid="suggestions">
      {replies.map((reply) => (
        <button
          key={reply}
          type="button"
          class="suggestion"
          data-testid="suggestion"
          onClick={() => {
            handle.send(reply);
            onSent();
          }}
        >
          {reply}
        </button>
      ))}
    </fieldset>
  );
}
