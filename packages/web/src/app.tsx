import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ProblemNote } from './components/problem.tsx';
import { useAction } from './lib/use-action.ts';
import { assistants } from './state/assistants.ts';
import { client } from './state/client.ts';
import { clearDrafts } from './state/drafts.ts';
import { dialog, panel } from './state/layers.ts';
import { forgetQuotes } from './state/quotes.ts';
import { reviewsEverything } from './state/reviewing.ts';
import { showList } from './state/route.ts';
import { connection, me } from './state/stores.ts';
import { forgetTranslations } from './state/translations.ts';
import { strings } from './strings/strings.ts';
import { Messenger } from './views/messenger.tsx';
import { Welcome } from './views/welcome.tsx';

/** Comes back to the session of before where there is one; else shows the ways in. */
export function App() {
  const restored = useSignal(false);
  const restore = useAction(async () => {
    if ((await client.restore()) !== null) client.start();
    restored.value = true;
  });
  useEffect(() => void restore.run(), []);
  const ended = connection.value.state === 'ended';
  useEffect(() => {
    if (ended) forgetPerson();
  }, [ended]);
  if (!restored.value) return <Splash error={restore.error} onRetry={() => void restore.run()} />;
  if (me.value === null || ended) return <Welcome ended={ended} onEntered={() => client.start()} />;
  return <Messenger />;
}

/** Somebody else may log in next: what was half written and half open is not theirs. */
function forgetPerson(): void {
  clearDrafts();
  assistants.value = [];
  reviewsEverything.value = false;
  forgetTranslations();
  forgetQuotes();
  dialog.value = null;
  panel.value = null;
  showList();
}

function Splash({ error, onRetry }: { error: unknown; onRetry(): void }) {
  return (
    <main class="splash">
      <img src="/favicon.svg" alt="" width="52" height="52" />
      {error ? (
        <>
          <ProblemNote error={error} />
          <button type="button" class="button" onClick={onRetry}>
            {strings.tryAgain}
          </button>
        </>
      ) : (
        <span class="visually-hidden">{strings.loading}</span>
      )}
    </main>
  );
}
