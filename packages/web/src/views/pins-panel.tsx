import type { ConversationState } from '@parlance/client';
import type { WireEvent } from '@parlance/protocol';
import { useCallback } from 'preact/hooks';
import { MessageCard } from '../components/message-card.tsx';
import { ProblemNote } from '../components/problem.tsx';
import { SidePanel } from '../components/side-panel.tsx';
import { toPreview } from '../lib/preview.ts';
import { useQuery } from '../lib/use-query.ts';
import { useRound } from '../lib/use-round.ts';
import { client } from '../state/client.ts';
import { strings } from '../strings/strings.ts';

/** What is pinned here, the last first. Asked anew whenever a pin was set, taken away or is about something else now. */
export function PinsPanel({ state }: { state: ConversationState }) {
  const { id } = state.conversation;
  const isNews = useCallback((event: WireEvent) => event.conversation_id === id && mayTouchPins(event), [id]);
  const round = useRound(isNews);
  const pins = useQuery(`${id} ${round}`, () => client.call('pins.list', { conversation_id: id }));
  const messages = pins.data?.messages ?? [];
  return (
    <SidePanel title={strings.pinnedMessages}>
      <ProblemNote error={pins.error} />
      {messages.length === 0 && !pins.loading && !pins.error && (
        <div class="empty">
          <h3>{strings.noPins}</h3>
          <p>{strings.noPinsHint}</p>
        </div>
      )}
      <ul>
        {messages.map((message) => (
          <MessageCard key={message.id} message={message} placed={false}>
            {toPreview(message)}
          </MessageCard>
        ))}
      </ul>
    </SidePanel>
  );
}

/** In a busy conversation most of what happens has nothing to do with the pins. */
function mayTouchPins(event: WireEvent): boolean {
  if (event.type === 'message.hidden' || event.type === 'message.deleted' || event.type === 'message.unpinned')
    return true;
  return event.type !== 'message.sent' && 'message' in event.data && event.data.message.pinned_at !== null;
}
