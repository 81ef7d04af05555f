import type { ConversationState } from '@parlance/client';
import type { Member } from '@parlance/protocol';
import { useEffect, useState } from 'preact/hooks';
import { isComposing } from '../lib/keys.ts';
import type { MentionName } from '../lib/text-parts.ts';
import { findUser } from '../state/people.ts';
import { strings } from '../strings/strings.ts';
import { Avatar } from './avatar.tsx';

/** Somebody who may be mentioned here; `handle` is what stands after the @. */
export interface Mentionable {
  id: string;
  name: string;
  handle: string;
}

/** The others of a group or room, by name. */
export function toMentionable(members: readonly Member[], state: ConversationState, myId: string): Mentionable[] {
  if (state.conversation.kind === 'direct') return [];
  const active = members.filter((member) => member.state === 'active' && member.user_id !== myId);
  return active.flatMap((member) => {
    const user = findUser(member.user_id);
    if (user === undefined) return [];
    return [{ id: user.id, name: user.display_name, handle: user.user_name ?? user.display_name }];
  });
}

export function toMentionNames(people: readonly Mentionable[]): MentionName[] {
  return people.flatMap(({ id, name, handle }) => [
    { userId: id, name },
    { userId: id, name: handle },
  ]);
}

interface Props {
  people: readonly Mentionable[];
  query: string;
  area: { current: HTMLTextAreaElement | null };
  onPick(person: Mentionable): void;
}

const MOST = 6;

/** Whom the letters after an @ may mean. The focus stays in the text; arrows choose, Enter or Tab takes. */
export function MentionList({ people, query, area, onPick }: Props) {
  const shown = people.filter((person) => isMatch(person, query)).slice(0, MOST);
  const [at, setAt] = useState(0);
  const [closed, setClosed] = useState<string | null>(null);
  const visible = shown.length > 0 && closed !== query;
  useEffect(() => setAt(0), [query]);
  useEffect(() => {
    if (!visible) return;
    const onKey = (event: KeyboardEvent) => {
      if (isComposing(event)) return;
      const person = shown[at];
      if (event.key === 'ArrowDown') setAt((at + 1) % shown.length);
      else if (event.key === 'ArrowUp') setAt((at - 1 + shown.length) % shown.length);
      else if (event.key === 'Escape') setClosed(query);
      else if ((event.key === 'Enter' || event.key === 'Tab') && person !== undefined) onPick(person);
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    // Before the field itself hears it, or Enter would send.
    area.current?.addEventListener('keydown', onKey, { capture: true });
    return () => area.current?.removeEventListener('keydown', onKey, { capture: true });
  });
  if (!visible) return null;
  return (
    <ul class="mention-list" aria-label={strings.mentionSomeone} data-testid="mention-list">
      {shown.map((person, index) => (
        <li key={person.id}>
          <button
            type="button"
            tabIndex={-1}
            class={index === at ? 'item item-chosen' : 'item'}
            // Keeps the focus in the text.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onPick(person)}
          >
            <Avatar id={person.id} name={person.name} size="small" />
            <span class="item-title">{person.name}</span>
            <span class="item-preview">@{person.handle}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function isMatch(person: Mentionable, query: string): boolean {
  const typed = query.toLocaleLowerCase();
  return [person.name, person.handle].some((name) => name.toLocaleLowerCase().startsWith(typed));
}
