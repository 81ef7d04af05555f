import { randomUUID } from 'node:crypto';
import type { EventType } from '@parlance/protocol';
import type { Actor } from './actor.ts';
import { openSocketListener } from './socket-listener.ts';
import { waitUntil } from './wait-until.ts';

/** The people and things of the plays. Romeo is the one who listens; he is a member of Juliet's group. */
export interface Verona {
  romeo: Actor;
  juliet: Actor;
  mercutio: Actor;
  /** In no conversation at the start. */
  benvolio: Actor;
  group: string;
}

export async function buildVerona(romeo: Actor, juliet: Actor, mercutio: Actor, benvolio: Actor): Promise<Verona> {
  const group = await juliet.createsGroup('Verona', [romeo, mercutio]);
  await juliet.opensDirect(romeo);
  await juliet.sends(group, 'O Romeo, Romeo!');
  return { romeo, juliet, mercutio, benvolio, group };
}

/** A short play that makes one type of event for Romeo: first what must be there, then what happens. */
type Play = (verona: Verona) => Promise<() => Promise<unknown>>;

const says = ({ juliet, group }: Verona) => juliet.sends(group, `line ${randomUUID()}`);

const HOLD_THREATS = { hold: { threat: 0.8 } };

/** Something of theirs is kept back for review; answers the case. */
async function isHeld(owner: Actor, author: Actor, group: string): Promise<string> {
  await owner.calls('moderation.policy', { conversation_id: group, policy: HOLD_THREATS });
  const { id } = await author.sends(group, `i will hurt you ${randomUUID()}`);
  const { cases } = await owner.calls('moderation.queue', { conversation_id: group, limit: 100 });
  const found = cases.find((one) => one.message_id === id);
  if (found === undefined) throw new Error('The message is not in the queue.');
  return found.id;
}

/** Types that no client can cause: pipelines inside the server do. Their own tests hold them to the same rule. */
type InnerEventType =
  | 'stream.start'
  | 'stream.delta'
  | 'stream.end'
  | 'message.annotated'
  | 'call.ringing'
  | 'call.answered'
  | 'call.declined'
  | 'call.ended'
  | 'call.signal'
  | 'translation.ready';
export type PlayableEventType = Exclude<EventType, InnerEventType>;

/** One play for every type of event that a client can cause; a new type does not compile until it has one. */
export const eventPlays: Record<PlayableEventType, Play> = {
  'message.sent': async (verona) => () => says(verona),
  'message.edited': async (verona) => {
    const { id, rev } = await says(verona);
    const content = { type: 'text' as const, text: 'edited' };
    return () => verona.juliet.calls('messages.edit', { message_id: id, base_rev: rev, content });
  },
  'message.deleted': async (verona) => {
    const { id } = await says(verona);
    return () => verona.juliet.calls('messages.delete', { message_id: id });
  },
  'message.reacted': async (verona) => {
    const { id } = await says(verona);
    return () => verona.mercutio.calls('reactions.add', { message_id: id, emoji: '🌹' });
  },
  'message.pinned': async (verona) => {
    const { id } = await says(verona);
    return () => verona.juliet.calls('pins.add', { message_id: id });
  },
  'message.unpinned': async (verona) => {
    const { id } = await says(verona);
    await verona.juliet.calls('pins.add', { message_id: id });
    return () => verona.juliet.calls('pins.remove', { message_id: id });
  },
  'message.moderated': async ({ juliet, mercutio, group }) => {
    const held = await isHeld(juliet, mercutio, group);
    return () => juliet.calls('moderation.act', { case_id: held, action: 'approve' });
  },
  'thread.updated': async (verona) => {
    const { id } = await says(verona);
    const content = { type: 'text' as const, text: 'in the thread' };
    const input = { conversation_id: verona.group, client_id: randomUUID(), content, thread_id: id };
    return () => verona.mercutio.calls('messages.send', input);
  },
  'member.joined': async ({ juliet, benvolio, group }) => {
    const member = { conversation_id: group, user_id: benvolio.id };
    await juliet.tries('members.remove', member);
    return () => juliet.calls('members.add', member);
  },
  'member.left': async ({ juliet, benvolio, group }) => {
    const member = { conversation_id: group, user_id: benvolio.id };
    await juliet.calls('members.add', member);
    return () => juliet.calls('members.remove', member);
  },
  'member.updated': async ({ juliet, mercutio, group }) => {
    const member = { conversation_id: group, user_id: mercutio.id };
    await juliet.calls('members.update', { ...member, role: 'member' });
    return () => juliet.calls('members.update', { ...member, role: 'admin' });
  },
  'receipt.read': async (verona) => {
    const { seq } = await verona.juliet.sends(verona.group, 'read me');
    return () => verona.mercutio.calls('conversations.read', { conversation_id: verona.group, seq });
  },
  'receipt.delivered': async (verona) => {
    await says(verona);
    const { mercutio, group } = verona;
    // On PostgreSQL a transaction that others hold open, in any database of the cluster, holds tokens back for a while.
    return () =>
      waitUntil('a token that covers what was said', async () => {
        const { token } = await mercutio.calls('sync.page', {});
        await mercutio.calls('sync.acknowledge', { token });
        const { conversation, membership } = await mercutio.calls('conversations.get', { conversation_id: group });
        return membership?.delivered_seq === conversation.last_seq;
      });
  },
  'conversation.updated': async ({ juliet, group }) => {
    return () => juliet.calls('conversations.update', { conversation_id: group, topic: `topic ${randomUUID()}` });
  },
  'conversation.added':
    async ({ juliet, romeo, mercutio }) =>
    async () => {
      const added = await juliet.createsGroup('Mantua', [romeo, mercutio]);
      await juliet.sends(added, 'And one word more.');
    },
  'conversation.removed': async ({ juliet, romeo }) => {
    const group = await juliet.createsGroup('Capulet', [romeo]);
    await juliet.sends(group, 'Do not come here.');
    return () => juliet.calls('members.remove', { conversation_id: group, user_id: romeo.id });
  },
  'membership.updated': async ({ romeo, group }) => {
    await romeo.calls('conversations.mine', { conversation_id: group, pinned: false });
    return () =>
      romeo.calls('conversations.mine', { conversation_id: group, pinned: true, muted_until: 4_102_444_800_000 });
  },
  'message.hidden': async (verona) => {
    const { id } = await says(verona);
    return () => verona.romeo.calls('messages.delete', { message_id: id, scope: 'me' });
  },
  'moderation.updated': async ({ juliet, romeo, group }) => {
    await juliet.calls('moderation.policy', { conversation_id: group, policy: HOLD_THREATS });
    return () => romeo.sends(group, `i will hurt you ${randomUUID()}`);
  },
  'account.updated':
    async ({ romeo }) =>
    () =>
      romeo.calls('users.update', { language: 'it', bio: `bio ${randomUUID()}` }),
  'user.updated':
    async ({ juliet }) =>
    () =>
      juliet.calls('users.update', { display_name: `Juliet ${randomUUID()}` }),
  'block.updated': async ({ romeo, benvolio }) => {
    await romeo.calls('blocks.remove', { user_id: benvolio.id });
    return () => romeo.calls('blocks.add', { user_id: benvolio.id });
  },
  'session.started':
    async ({ romeo }) =>
    () =>
      romeo.logsInAgain(),
  'session.ended': async ({ romeo }) => {
    const phone = await romeo.logsInAgain();
    return () => phone.calls('auth.logout', {});
  },
  'typing.started':
    async ({ juliet, group }) =>
    () =>
      juliet.calls('typing.start', { conversation_id: group }),
  'typing.stopped': async ({ juliet, group }) => {
    await juliet.calls('typing.start', { conversation_id: group });
    return () => juliet.calls('typing.stop', { conversation_id: group });
  },
  'presence.changed':
    async ({ mercutio }) =>
    async () => {
      const socket = await openSocketListener(mercutio.url, mercutio.token);
      await socket.close();
    },
};
