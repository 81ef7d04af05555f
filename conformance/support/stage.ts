import { randomUUID } from 'node:crypto';
import { type Actor, registerActors } from './actor.ts';

/** Everybody whom tests of what is allowed need. They are registered once; each stage is set with them anew. */
export interface Cast {
  owner: Actor;
  admin: Actor;
  member: Actor;
  /** A member with no part but to be removed or promoted. */
  extra: Actor;
  /** Was in the group and was removed. */
  former: Actor;
  /** Never was in the group. */
  stranger: Actor;
  /** Somebody outside, to be added, blocked, written to. */
  outsider: Actor;
}

/** One group with everything in it that an operation can be aimed at. */
export interface Stage {
  cast: Cast;
  /** A string that stands in the group's name, its topic and all its texts, and nowhere else. */
  secret: string;
  conversation: string;
  /** Written by `member`, in the thread of `root`, with a reaction of everybody, pinned. */
  message: string;
  /** Written by `owner`; has a thread. */
  root: string;
  inviteCode: string;
}

export async function registerCast(url: string): Promise<Cast> {
  const names = ['owner', 'admin', 'member', 'extra', 'former', 'stranger', 'outsider'] as const;
  const [owner, admin, member, extra, former, stranger, outsider] = await registerActors(url, ...names);
  return { owner, admin, member, extra, former, stranger, outsider };
}

/** Sets a new stage: a group in which `former` was and is no more, with messages from before and after. */
export async function setStage(cast: Cast): Promise<Stage> {
  const { owner, admin, member, extra, former } = cast;
  const secret = `secret${randomUUID().replaceAll('-', '')}`;
  const conversation = await owner.createsGroup(`${secret} group`, [admin, member, extra, former]);
  const at = { conversation_id: conversation };
  await owner.calls('members.update', { ...at, user_id: admin.id, role: 'admin' });
  const root = (await owner.sends(conversation, `${secret} root`)).id;
  const reply = await member.calls('messages.send', {
    ...at,
    client_id: randomUUID(),
    content: { type: 'text', text: `${secret} reply` },
    thread_id: root,
  });
  const message = reply.message.id;
  await member.calls('reactions.add', { message_id: message, emoji: '🌹' });
  await owner.calls('pins.add', { message_id: message });
  await owner.calls('members.remove', { ...at, user_id: former.id });
  await owner.calls('conversations.update', { ...at, topic: `${secret} topic` });
  await owner.sends(conversation, `${secret} after`);
  const inviteCode = (await owner.calls('invites.create', at)).code;
  return { cast, secret, conversation, message, root, inviteCode };
}
