import type { User } from '@parlance/protocol';
import { useState } from 'preact/hooks';
import { useDebounced } from '../lib/use-debounced.ts';
import { useQuery } from '../lib/use-query.ts';
import { client } from '../state/client.ts';
import { strings } from '../strings/strings.ts';
import { Avatar } from './avatar.tsx';
import { Field } from './field.tsx';
import { Icon } from './icon.tsx';
import { ProblemNote } from './problem.tsx';

interface Props {
  /** Ids that are not offered: those who are in already, and oneself. */
  without: ReadonlySet<string>;
  onPick(user: User): void;
  busy?: boolean;
}

const WAIT_MS = 180;

/** Finds people by name; a click picks one. */
export function PeoplePicker({ without, onPick, busy }: Props) {
  const [query, setQuery] = useState('');
  const settled = useDebounced(query.trim(), WAIT_MS);
  const found = useQuery(settled === '' ? null : settled, () => client.call('users.search', { query: settled }));
  const users = (found.data?.users ?? []).filter((user) => !without.has(user.id));
  const nobody = settled !== '' && !found.loading && !found.error && users.length === 0;
  return (
    <div class="picker">
      <Field label={strings.findPeople} value={query} onInput={setQuery} type="search" testid="people-search" />
      <ProblemNote error={found.error} />
      {nobody && <p class="panel-hint">{strings.noSuchPerson(settled)}</p>}
      <ul>
        {users.map((user) => (
          <li key={user.id}>
            <button
              type="button"
              class="item"
              disabled={busy}
              data-testid="pick-person"
              onClick={() => {
                setQuery('');
                onPick(user);
              }}
            >
              <Avatar id={user.id} name={user.display_name} size="small" />
              <span class="item-main">
                <span class="item-title">{user.display_name}</span>
                {user.user_name !== null && <span class="item-preview">@{user.user_name}</span>}
              </span>
              <Icon name="plus" size={18} />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
