import type { Actor } from './actor.ts';

/** All that these people can see of the server, as one value: their accounts, conversations, messages, members, pins, sessions. */
export async function dumpState(actors: readonly Actor[]): Promise<unknown> {
  return Promise.all(actors.map(dumpOne));
}

async function dumpOne(actor: Actor): Promise<unknown> {
  const { conversations } = await actor.calls('conversations.list', { limit: 200 });
  const inside = await Promise.all(
    conversations.map(async ({ conversation, membership }) => {
      const at = { conversation_id: conversation.id };
      const [messages, members, pins] = await Promise.all([
        actor.calls('messages.list', { ...at, limit: 200 }),
        actor.calls('members.list', { ...at, limit: 200 }),
        actor.calls('pins.list', at),
      ]);
      return { conversation, membership, messages: messages.messages, members: members.members, pins: pins.messages };
    }),
  );
  const { sessions } = await actor.calls('sessions.list', {});
  return {
    me: await actor.calls('users.me', {}),
    blocked: await actor.calls('blocks.list', {}),
    rooms: (await actor.calls('conversations.rooms', { limit: 200 })).rooms,
    // When a session was last used changes with every look at it.
    sessions: sessions.map(({ id, device, created_at }) => ({ id, device, created_at })),
    inside,
  };
}
