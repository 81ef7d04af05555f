import type { ConversationHandle, ConversationState } from '@parlance/client';
import type { Member } from '@parlance/protocol';
import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../components/icon.tsx';
import { MemberItem } from '../components/member-item.tsx';
import { PeoplePicker } from '../components/people-picker.tsx';
import { ProblemNote } from '../components/problem.tsx';
import { useAction } from '../lib/use-action.ts';
import { client } from '../state/client.ts';
import { mayManage, nameOf } from '../state/people.ts';
import { useStore } from '../state/use-store.ts';
import { strings } from '../strings/strings.ts';

interface Props {
  handle: ConversationHandle;
  state: ConversationState;
  myId: string;
}

/** The presence of so many members at once can be watched. */
const MOST_WATCHED = 500;

/** Who is in a group or room; managers add people and make invite codes. */
export function MembersSection({ handle, state, myId }: Props) {
  const known = useStore(handle.members);
  const members = known.filter((member) => member.state === 'active').sort(byRoleThenName);
  const ids = members.map((member) => member.user_id);
  const watched = ids.slice(0, MOST_WATCHED).join(' ');
  useEffect(() => client.watchPresence(watched === '' ? [] : watched.split(' ')), [watched]);
  return (
    <section class="panel-section">
      <h3>{strings.members(state.conversation.member_count)}</h3>
      {mayManage(state) && <AddPeople conversationId={handle.id} present={new Set([...ids, myId])} />}
      <ul>
        {members.map((member) => (
          <MemberItem
            key={member.user_id}
            member={member}
            conversationId={handle.id}
            myId={myId}
            myRole={state.membership?.role}
          />
        ))}
      </ul>
    </section>
  );
}

function AddPeople({ conversationId, present }: { conversationId: string; present: ReadonlySet<string> }) {
  const [open, setOpen] = useState(false);
  const [code, setCode] = useState<string | null>(null);
  const add = useAction((userId: string) =>
    client.call('members.add', { conversation_id: conversationId, user_id: userId }),
  );
  const invite = useAction(async () => {
    const made = await client.call('invites.create', { conversation_id: conversationId });
    setCode(made.code);
    // Where the browser refuses the clipboard, the code still stands on the page to be copied by hand.
    await navigator.clipboard?.writeText(made.code).catch(() => undefined);
  });
  return (
    <>
      <button
        type="button"
        class="row-button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        data-testid="add-people"
      >
        <Icon name="plus" size={18} />
        {strings.addPeople}
      </button>
      {open && <PeoplePicker without={present} busy={add.busy} onPick={(user) => void add.run(user.id)} />}
      <button
        type="button"
        class="row-button"
        disabled={invite.busy}
        onClick={() => void invite.run()}
        data-testid="invite"
      >
        <Icon name="copy" size={18} />
        {strings.invite}
      </button>
      {code !== null && (
        <p class="panel-hint" role="status">
          {strings.inviteCopied(code)}
        </p>
      )}
      <ProblemNote error={add.error ?? invite.error} />
    </>
  );
}

const RANK = { owner: 0, admin: 1, member: 2 };

function byRoleThenName(one: Member, other: Member): number {
  return RANK[one.role] - RANK[other.role] || nameOf(one.user_id).localeCompare(nameOf(other.user_id));
}
