import { useEffect, useState } from 'preact/hooks';
import { client } from '../state/client.ts';
import { connection } from '../state/stores.ts';
import { strings } from '../strings/strings.ts';
import { Icon } from './icon.tsx';

/** A short break mends itself before anybody needs to know of it. */
const PATIENCE_MS = 2500;

/** Says that the server is away, when the next attempt is, and lets one try now. Gone as soon as it is back. */
export function Banner() {
  const { state, retryAt } = connection.value;
  const shown = useTrouble(state);
  const now = useClock(shown && retryAt !== null);
  if (!shown) return null;
  const seconds = retryAt === null ? 0 : Math.max(0, Math.ceil((retryAt - now) / 1000));
  return (
    <div class="banner" role="status" data-testid="banner" data-state={state}>
      <Icon name="warning" size={18} />
      <span>
        {state === 'waiting' ? strings.offline : strings.reconnecting}{' '}
        {/* A countdown read aloud every second would drown everything else. */}
        {state === 'waiting' && seconds > 0 && <span aria-hidden="true">{strings.retryIn(seconds)} </span>}
        <span class="banner-more">{strings.keepsMessages}</span>
      </span>
      {state === 'waiting' && (
        <button type="button" class="link-button" data-testid="retry-now" onClick={() => void retryNow()}>
          {strings.retryNow}
        </button>
      )}
    </div>
  );
}

async function retryNow(): Promise<void> {
  await client.stop();
  client.start();
}

/** True from the first failed attempt (or when connecting takes long) until the connection is live again. */
function useTrouble(state: string): boolean {
  const [trouble, setTrouble] = useState(false);
  useEffect(() => {
    if (state === 'live' || state === 'ended') setTrouble(false);
    else if (state === 'waiting') setTrouble(true);
  }, [state]);
  const live = state === 'live';
  useEffect(() => {
    if (live) return;
    const timer = setTimeout(() => setTrouble(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [live]);
  return trouble && !live;
}

/** The time, once a second while it is needed. */
function useClock(running: boolean): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (!running) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}
