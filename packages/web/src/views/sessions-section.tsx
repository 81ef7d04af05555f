import type { Session } from '@parlance/protocol';
import { useState } from 'preact/hooks';
import { ProblemNote } from '../components/problem.tsx';
import { toAgo } from '../lib/times.ts';
import { useAction } from '../lib/use-action.ts';
import { useQuery } from '../lib/use-query.ts';
import { client } from '../state/client.ts';
import { strings } from '../strings/strings.ts';

/** Where I am logged in; any session but this one can be ended here. */
export function SessionsSection() {
  const [round, setRound] = useState(0);
  const list = useQuery(`${round}`, () => client.call('sessions.list', {}));
  return (
    <section class="panel-section">
      <ProblemNote error={list.error} />
      {list.data === undefined && list.loading && <p class="panel-hint">{strings.loading}</p>}
      <ul>
        {(list.data?.sessions ?? []).map((session) => (
          <SessionItem key={session.id} session={session} onEnded={() => setRound(round + 1)} />
        ))}
      </ul>
    </section>
  );
}

function SessionItem({ session, onEnded }: { session: Session; onEnded(): void }) {
  const device = session.device ?? strings.unknownDevice;
  const end = useAction(async () => {
    await client.call('sessions.end', { session_id: session.id });
    onEnded();
  });
  return (
    <li class="session" data-testid="session">
      <span class="item-main">
        <span class="item-title">
          {device}
          {session.current && <span class="item-note"> ({strings.thisSession})</span>}
        </span>
        <span class="item-preview">{strings.lastUsed(toAgo(session.last_used_at))}</span>
        <ProblemNote error={end.error} />
      </span>
      {!session.current && (
        <button
          type="button"
          class="button"
          disabled={end.busy}
          aria-label={strings.endSessionOf(device)}
          data-testid="end-session"
          onClick={() => void end.run()}
        >
          {strings.endSession}
        </button>
      )}
    </li>
  );
}
