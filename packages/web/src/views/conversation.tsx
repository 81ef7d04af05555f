import type { ConversationHandle, ConversationState } from '@parlance/client';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { CatchUp } from '../components/catch-up.tsx';
import { Composer } from '../components/composer.tsx';
import { ConversationHead } from '../components/conversation-head.tsx';
import { Empty } from '../components/empty.tsx';
import { MessageList } from '../components/message-list.tsx';
import { ProblemNote } from '../components/problem.tsx';
import { SuggestedReplies } from '../components/suggested-replies.tsx';
import { TypingLine } from '../components/typing-line.tsx';
import { type Mode, NEW } from '../components/use-composer.ts';
import { toFullTime } from '../lib/times.ts';
import { useAction } from '../lib/use-action.ts';
import { client } from '../state/client.ts';
import { now } from '../state/clock.ts';
import { panel } from '../state/layers.ts';
import { partnerOf } from '../state/people.ts';
import { blocked, connection, me } from '../state/stores.ts';
import { useStore } from '../state/use-store.ts';
import { strings } from '../strings/strings.ts';
import { DetailsPanel } from './details-panel.tsx';
import { PinsPanel } from './pins-panel.tsx';
import { ReviewsPanel } from './reviews-panel.tsx';
import { SearchPanel } from './search-panel.tsx';
import { ThreadPanel } from './thread-panel.tsx';

/** The open conversation. Give it a `key` of its id: another conversation is another view. */
export function ConversationView({ id }: { id: string }) {
  const [handle, setHandle] = useState<ConversationHandle | null>(null);
  useLayoutEffect(() => {
    const opened = client.open(id);
    setHandle(opened);
    return () => opened.close();
  }, [id]);
  return handle === null ? null : <Opened handle={handle} />;
}

function Opened({ handle }: { handle: ConversationHandle }) {
  const state = useStore(handle.state);
  const mine = me.value;
  const [mode, setMode] = useState<Mode>(NEW);
  const [sends, setSends] = useState(0);
  if (mine === null) return null;
  if (state === undefined) {
    const live = connection.value.state === 'live';
    return live ? <Empty title={strings.notHere} hint={strings.notHereHint} back /> : <Empty title={strings.loading} />;
  }
  const writable = state.membership?.state === 'active';
  return (
    <>
      <main class="conversation" data-testid="conversation" data-conversation-id={handle.id}>
        <ConversationHead state={state} />
        <MessageList
          handle={handle}
          state={state}
          myId={mine.id}
          sends={sends}
          writable={writable}
          onReply={(view) => setMode({ kind: 'reply', view })}
          onEdit={(view) => setMode({ kind: 'edit', view })}
        />
        <CatchUp handle={handle} state={state} />
        <TypingLine handle={handle} />
        <Foot state={state}>
          <SuggestedReplies handle={handle} state={state} myId={mine.id} onSent={() => setSends(sends + 1)} />
          <Composer
            handle={handle}
            state={state}
            myId={mine.id}
            mode={mode}
            setMode={setMode}
            onSent={() => setSends(sends + 1)}
          />
        </Foot>
      </main>
      {panel.value === 'details' && <DetailsPanel handle={handle} state={state} myId={mine.id} />}
      {panel.value === 'pins' && <PinsPanel state={state} />}
      {panel.value === 'reviews' && <ReviewsPanel state={state} />}
      {panel.value === 'thread' && <ThreadPanel handle={handle} />}
      {panel.value === 'search' && <SearchPanel state={state} />}
    </>
  );
}

/** The composer, or why one cannot write here and what opens it. */
function Foot({ state, children }: { state: ConversationState; children: ComponentChildren }) {
  const partner = partnerOf(state);
  const join = useAction(() => client.joinRoom(state.conversation.id));
  const unblock = useAction((userId: string) => client.call('blocks.remove', { user_id: userId }));
  if (state.membership?.state !== 'active') {
    const room = state.conversation.kind === 'room';
    return (
      <div class="foot-note">
        <ProblemNote error={join.error} />
        {!room && strings.readOnly}
        {room && (
          <button type="button" class="button" disabled={join.busy} onClick={() => void join.run()} data-testid="join">
            {strings.join}
          </button>
        )}
      </div>
    );
  }
  const silencedUntil = state.membership.silenced_until;
  if (silencedUntil !== null && silencedUntil > now.value) {
    return <div class="foot-note">{strings.silencedUntil(toFullTime(silencedUntil))}</div>;
  }
  if (partner !== undefined && blocked.value.includes(partner.id)) {
    return (
      <div class="foot-note">
        <ProblemNote error={unblock.error} />
        {strings.cannotWrite}
        <button type="button" class="button" disabled={unblock.busy} onClick={() => void unblock.run(partner.id)}>
          {strings.unblock}
        </button>
      </div>
    );
  }
  return <>{children}</>;
}
