import type { ConversationState } from '@parlance/client';
import { ReviewList } from '../components/review-list.tsx';
import { SidePanel } from '../components/side-panel.tsx';
import { strings } from '../strings/strings.ts';

/** What is under review in a conversation that I lead. */
export function ReviewsPanel({ state }: { state: ConversationState }) {
  return (
    <SidePanel title={strings.reviews}>
      <ReviewList conversationId={state.conversation.id} />
    </SidePanel>
  );
}
