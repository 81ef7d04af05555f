import type { Reaction } from '@parlance/protocol';
import { nameOf } from '../state/people.ts';
import { strings } from '../strings/strings.ts';

interface Props {
  reactions: readonly Reaction[];
  myId: string;
  onToggle(emoji: string, mine: boolean): void;
}

/** The reactions below a message; mine are marked, and a click joins in or takes back. */
export function Reactions({ reactions, myId, onToggle }: Props) {
  if (reactions.length === 0) return null;
  return (
    <div class="reactions">
      {reactions.map(({ emoji, count, user_ids }) => {
        const mine = user_ids.includes(myId);
        return (
          <button
            key={emoji}
            type="button"
            class="reaction"
            aria-pressed={mine}
            aria-label={strings.reactedWith(emoji, count)}
            title={user_ids.map((id) => (id === myId ? strings.you : nameOf(id))).join(', ')}
            data-testid="reaction"
            onClick={() => onToggle(emoji, mine)}
          >
            <span class="emoji">{emoji}</span>
            {count > 1 && <span>{count}</span>}
          </button>
        );
      })}
    </div>
  );
}
