import type { Member, Role } from '@parlance/protocol';
import { useAction } from '../lib/use-action.ts';
import { client } from '../state/client.ts';
import { findUser, nameOf } from '../state/people.ts';
import { showConversation } from '../state/route.ts';
import { presence } from '../state/stores.ts';
import { strings } from '../strings/strings.ts';
import { Avatar } from './avatar.tsx';
import { IconButton } from './icon-button.tsx';
import { ProblemNote } from './problem.tsx';

interface Props {
  member: Member;
  conversationId: string;
  myId: string;
  myRole: Role | undefined;
}

const ROLES: readonly Role[] = ['owner', 'admin', 'member'];

/** A member with their role; who may, changes it or removes them. A click on the name opens a direct chat. */
export function MemberItem({ member, conversationId, myId, myRole }: Props) {
  const { user_id, role } = member;
  const name = nameOf(user_id);
  const at = { conversation_id: conversationId, user_id };
  const setRole = useAction((next: Role) => client.call('members.update', { ...at, role: next }));
  const remove = useAction(() => client.call('members.remove', at));
  const write = useAction(async () => showConversation((await client.openDirect(user_id)).conversation.id));
  const mine = user_id === myId;
  const mayRemove = !mine && (myRole === 'owner' || (myRole === 'admin' && role === 'member'));
  return (
    <li class="member" data-testid="member">
      <button type="button" class="item" disabled={mine} onClick={() => void write.run()}>
        <Avatar id={user_id} name={name} size="small" online={presence.value.get(user_id)?.online} />
        <span class="item-main">
          <span class="item-title">
            {name}
            {mine && <span class="item-note"> ({strings.you})</span>}
          </span>
          <span class="item-preview">{toHandle(user_id)}</span>
        </span>
      </button>
      {myRole === 'owner' && !mine ? (
        <select
          aria-label={strings.roleOf(name)}
          value={role}
          disabled={setRole.busy}
          data-testid="role"
          onChange={(event) => void setRole.run(event.currentTarget.value as Role)}
        >
          {ROLES.map((one) => (
            <option key={one} value={one}>
              {strings.roles[one]}
            </option>
          ))}
        </select>
      ) : (
        role !== 'member' && <span class="role">{strings.roles[role]}</span>
      )}
      {mayRemove && (
        <IconButton
          icon="close"
          label={strings.removePerson(name)}
          testid="remove-member"
          onClick={() => void remove.run()}
        />
      )}
      <ProblemNote error={setRole.error ?? remove.error ?? write.error} />
    </li>
  );
}

function toHandle(userId: string): string | null {
  const handle = findUser(userId)?.user_name;
  return handle == null ? null : `@${handle}`;
}
