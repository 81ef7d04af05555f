import type { ConversationState } from '@parlance/client';
import type { SearchHit } from '@parlance/protocol';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Highlighted } from '../components/highlighted.tsx';
import { Icon } from '../components/icon.tsx';
import { MessageCard } from '../components/message-card.tsx';
import { ProblemNote } from '../components/problem.tsx';
import { Segments } from '../components/segments.tsx';
import { SidePanel } from '../components/side-panel.tsx';
import { useAction } from '../lib/use-action.ts';
import { useDebounced } from '../lib/use-debounced.ts';
import { useQuery } from '../lib/use-query.ts';
import { client } from '../state/client.ts';
import { searchSeed } from '../state/layers.ts';
import { strings } from '../strings/strings.ts';

const WAIT_MS = 300;
const PLACES = [
  { id: 'here', label: strings.searchHere },
  { id: 'all', label: strings.searchAll },
] as const;

/** Finds messages, here or everywhere, and goes to them. */
export function SearchPanel({ state }: { state: ConversationState | undefined }) {
  const [query, setQuery] = useState(searchSeed.value);
  // What was asked in the list's field is asked everywhere.
  const [here, setHere] = useState(searchSeed.value === '' && state !== undefined);
  const field = useRef<HTMLInputElement>(null);
  const settled = useDebounced(query.trim(), WAIT_MS);
  const place = here ? state?.conversation.id : undefined;
  useEffect(() => {
    field.current?.focus();
    searchSeed.value = '';
  }, []);
  return (
    <SidePanel title={strings.searchMessages}>
      <search class="finder-box">
        <Icon name="search" size={18} />
        <input
          ref={field}
          type="search"
          value={query}
          maxLength={500}
          autocomplete="off"
          aria-label={strings.searchMessages}
          placeholder={strings.searchMessages}
          data-testid="message-search"
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
      </search>
      {state !== undefined && (
        <Segments
          label={strings.searchMessages}
          options={PLACES}
          chosen={here ? 'here' : 'all'}
          onChoose={(id) => setHere(id === 'here')}
          testid="search"
        />
      )}
      {settled === '' ? (
        <p class="panel-hint">{strings.searchHint}</p>
      ) : (
        <Hits key={`${place ?? ''} ${settled}`} query={settled} place={place} />
      )}
    </SidePanel>
  );
}

function Hits({ query, place }: { query: string; place: string | undefined }) {
  const ask = (cursor?: string) =>
    client.call('search.messages', {
      query,
      ...(place === undefined ? {} : { conversation_id: place }),
      ...(cursor === undefined ? {} : { cursor }),
    });
  const first = useQuery('first', () => ask());
  const [more, setMore] = useState<{ hits: SearchHit[]; next: string | null } | null>(null);
  const next = more === null ? (first.data?.next_cursor ?? null) : more.next;
  const load = useAction(async (cursor: string) => {
    const page = await ask(cursor);
    setMore({ hits: [...(more?.hits ?? []), ...page.hits], next: page.next_cursor });
  });
  const hits = [...(first.data?.hits ?? []), ...(more?.hits ?? [])];
  return (
    <>
      <ProblemNote error={first.error ?? load.error} />
      {first.loading && <p class="panel-hint">{strings.loading}</p>}
      {first.data !== undefined && hits.length === 0 && next === null && <p class="panel-hint">{strings.noHits}</p>}
      <ul data-testid="search-hits">
        {hits.map(({ message, snippet }) => (
          <MessageCard key={message.id} message={message} placed={place === undefined}>
            <Highlighted snippet={snippet} />
          </MessageCard>
        ))}
      </ul>
      {next !== null && (
        <button type="button" class="button" disabled={load.busy} onClick={() => void load.run(next)}>
          {strings.loadMore}
        </button>
      )}
    </>
  );
}
