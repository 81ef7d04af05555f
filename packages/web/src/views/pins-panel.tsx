import type { ConversationState } from '@parlance/client';
import { MessageCard } from '../components/message-card.tsx';
import { ProblemNote } from '../components/problem.tsx';
import { SidePanel } from '../components/side-panel.tsx';
import { toPreview } from '../lib/preview.ts';
import { useQuery } from '../lib/use-query.ts';
import { client } from '../state/client.ts';
import { strings } from '../strings/strings.ts';

/** What is pinned here, the last first. Asked anew whenever something changed in the conversation. */
export function PinsPanel({ state }: { state: ConversationState }) {
  const { id, last_pos } = state.conversation;
  const pins = useQuery(`${id} ${last_pos}`, () => client.call('pins.list', { conversation_id: id }));
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
