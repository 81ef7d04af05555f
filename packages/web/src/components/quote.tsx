import type { MessageView } from '@parlance/client';
import { useEffect } from 'preact/hooks';
import { toPreview } from '../lib/preview.ts';
import { jump } from '../state/jump.ts';
import { nameOf } from '../state/people.ts';
import { fetchQuote, quotes } from '../state/quotes.ts';
import { connection } from '../state/stores.ts';
import { strings } from '../strings/strings.ts';

interface Props {
  messageId: string;
  /** The message itself where it is loaded; else it is fetched. */
  loaded: MessageView | undefined;
}

/** The message that this one answers, on two lines; a click goes there. */
export function Quote({ messageId, loaded }: Props) {
  const message = loaded ?? quotes.value.get(messageId);
  const wanted = message === undefined;
  const live = connection.value.state === 'live';
  // Also when a connection comes back, during whose absence it could not be fetched.
  useEffect(() => {
    if (wanted) fetchQuote(messageId);
  }, [messageId, wanted, live]);
  if (message === undefined) return <div class="quote quote-empty">{strings.loading}</div>;
  if (message === null) return <div class="quote quote-empty">{strings.messageGone}</div>;
  return (
    <button
      type="button"
      class="quote"
      data-testid="quote"
      onClick={() => {
        jump.value = { conversationId: message.conversation_id, seq: message.seq };
      }}
    >
      <strong>{nameOf(message.sender_id)}</strong>
      <span dir="auto">{toPreview(message)}</span>
    </button>
  );
}
